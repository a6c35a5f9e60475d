#!/usr/bin/env python3
"""Measures VibeStream on this machine's GPU and leaves one JSON file.

Lies beside the parts that `make gpu-bundle` made. Needs Linux on x86-64, Python 3.10 and, for the GPU, the driver and CUDA's libraries, which
PyTorch's packages carry; neither Java nor a network. Run it again after a break, or when more parts have come: what is done is not repeated.
"""
import argparse
import ctypes
import glob
import hashlib
import importlib.util
import json
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
PART = re.compile(r"(.+)\.tar\.gz\.(\d{3})")
CUDA_VERSIONS = (13, 12)
CUDA_NEEDS = ("libcudart.so.{}", "libcublas.so.{}", "libcublasLt.so.{}")
OTHER_CUDA_LIBRARIES = ("libcudnn.so.9", "libcurand.so.10")
LINES_KEPT = 20
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)
SYSTEM_FOLDERS = ("/usr/local/cuda/lib64", "/usr/local/nvidia/lib64", "/usr/lib/x86_64-linux-gnu")


class Failed(Exception):
    """A step cannot be done; the message says why and what to do, and what its program had printed is kept."""

    def __init__(self, message, lines=()):
        super().__init__(message)
        self.printed = [line.rstrip() for line in lines][-LINES_KEPT:]


class Skipped(Exception):
    """A step is not for this machine."""


class Parts:
    """The parts that have arrived, checked against the sums they were sent with."""

    def __init__(self, folder):
        sums = folder / "parts.sha256"
        if not sums.is_file():
            raise Failed(f"{sums} is not there; bring it, it says which parts there are")
        self.folder = folder
        self.sums = {}
        for line in sums.read_text().splitlines():
            digest, name = line.split()
            self.sums[name] = digest

    def archives(self):
        return sorted({PART.fullmatch(name)[1] for name in self.sums})

    def unpack(self, archive, target):
        if (target / ".complete").is_file():
            return
        names = sorted(name for name in self.sums if PART.fullmatch(name)[1] == archive)
        missing = [name for name in names if not (self.folder / name).is_file()]
        if not names or missing:
            raise Failed(f"{archive}: missing {', '.join(missing) or 'every part'}; bring it and run this again")
        for name in names:
            if sha256(self.folder / name) != self.sums[name]:
                raise Failed(f"{name} is damaged: its SHA-256 is not the one in parts.sha256; bring it again")
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        with tarfile.open(fileobj=Joined([self.folder / name for name in names]), mode="r|gz") as tar:
            tar.extractall(target, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))
        (target / ".complete").touch()


def sha256(file):
    digest = hashlib.sha256()
    with file.open("rb") as data:
        while block := data.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


class Joined:
    """Several files read as one."""

    def __init__(self, files):
        self.files = iter(files)
        self.open = next(self.files).open("rb")

    def read(self, size):
        while not (data := self.open.read(size)):
            following = next(self.files, None)
            if following is None:
                return b""
            self.open.close()
            self.open = following.open("rb")
        return data


def cuda_folders():
    """Folders with CUDA's libraries: those of PyTorch's packages first, then the system's."""
    folders = []
    for package in ("nvidia", "torch"):
        spec = importlib.util.find_spec(package)
        for place in (spec.submodule_search_locations or []) if spec else []:
            for pattern in ("**/libcu*.so.*", "**/libnv*.so.*"):
                folders += [os.path.dirname(file) for file in sorted(glob.glob(os.path.join(place, pattern), recursive=True))]
    folders += os.environ.get("LD_LIBRARY_PATH", "").split(":") + list(SYSTEM_FOLDERS)
    return list(dict.fromkeys(folder for folder in folders if folder and os.path.isdir(folder)))


def choose_cuda(folders, archives):
    """The first version of CUDA of which both the libraries and a build of ONNX Runtime are there."""
    def has(library):
        return any(os.path.exists(os.path.join(folder, library)) for folder in folders)

    found = [v for v in CUDA_VERSIONS if all(has(need.format(v)) for need in CUDA_NEEDS)]
    for version in found:
        if f"onnxruntime-cuda{version}" in archives:
            others = [library for library in OTHER_CUDA_LIBRARIES if has(library)]
            return version, others
    if found:
        raise Failed(f"CUDA {found[0]} is here, but the bundle has no ONNX Runtime for it; it has {', '.join(archives)}")
    lacking = [need.format(CUDA_VERSIONS[0]) for need in CUDA_NEEDS if not has(need.format(CUDA_VERSIONS[0]))]
    raise Failed(f"CUDA's libraries are missing: {', '.join(lacking)} (or those of CUDA {CUDA_VERSIONS[1]}) in none of "
                 f"{', '.join(folders)}; install PyTorch for CUDA or set LD_LIBRARY_PATH")


def end_with_parent():
    """Called in a new process: if this script is killed, its program must not go on writing, or hold the GPU."""
    ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)


class Bench:
    def __init__(self, wish):
        self.wish = wish
        self.work = wish.work.resolve()
        self.deadline = time.monotonic() + wish.limit
        self.file = self.work / "gpu-bench.json"
        self.work.mkdir(parents=True, exist_ok=True)
        self.report = json.loads(self.file.read_text()) if self.file.is_file() else {"steps": {}}

    def save(self):
        partial = self.file.with_suffix(".partial")
        partial.write_text(json.dumps(self.report, indent=1))
        partial.replace(self.file)

    def step(self, name, action, **of):
        """Does a step unless it was done before with the same wishes; a failure is recorded and does not end the run."""
        known = self.report["steps"].get(name)
        if known and known["ok"] and known["of"] == of and name not in self.wish.again:
            print(f"{name}: done before, in {known['seconds']:.1f} s", flush=True)
            return known
        print(f"{name} …", flush=True)
        begun = time.monotonic()
        try:
            if self.left() <= 0:
                raise Failed("no time left")
            result = {"ok": True, **(action() or {})}
        except Skipped as why:
            result = {"ok": False, "skipped": str(why)}
        except Failed as failure:
            result = {"ok": False, "error": str(failure), "printed": failure.printed}
        result["of"] = of
        result["seconds"] = round(time.monotonic() - begun, 2)
        self.report["steps"][name] = result
        self.save()
        outcome = "done" if result["ok"] else f"skipped, {result['skipped']}" if "skipped" in result else f"FAILED, {result['error']}"
        print(f"{name}: {outcome}, {result['seconds']:.1f} s", flush=True)
        return result

    def left(self):
        return self.deadline - time.monotonic()

    def run(self, command, **environment):
        """Runs a program to its end or the end of time, shows what it prints and returns it."""
        process = subprocess.Popen([str(part) for part in command], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                   env={**os.environ, **environment}, preexec_fn=end_with_parent)
        late = threading.Timer(max(1.0, self.left()), process.kill)
        late.start()
        lines = []
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line)
        status = process.wait()
        late.cancel()
        if status == 3:  # what bench/pytorch_reference.py says where a package of it is missing
            raise Skipped(lines[-1].strip())
        if status == -signal.SIGKILL and self.left() <= 0:
            raise Failed(f"stopped at the time limit of {self.wish.limit:.0f} s", lines)
        if status:
            last = [line.strip() for line in lines if line.strip()][-1:] or ["nothing was printed"]
            raise Failed(f"{Path(command[0]).name} ended with status {status}: {last[0]}", lines)
        return "".join(lines)

    def vibestream(self, *arguments):
        settings = {"JAVA_HOME": str(self.work / "program" / "java"), "ENGINE_CACHE_DIR": str(self.work / "native")}
        library = self.report["steps"].get("cuda", {}).get("library")
        if library and self.wish.provider == "cuda":
            settings["ORT_LIBRARY"] = library
            settings["CUDA_LIBRARIES"] = ":".join(self.report["steps"]["cuda"]["folders"])
        return self.run([self.work / "program" / "bin" / "vibestream", *arguments], **settings)

    # The steps.

    def machine(self):
        machine = {"system": platform.platform(), "cores": os.cpu_count(), "python": platform.python_version(),
                   "memoryBytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
                   "freeDiskBytes": shutil.disk_usage(self.work).free}
        if shutil.which("nvidia-smi"):
            fields = "name,driver_version,memory.total,clocks.max.sm"
            answer = subprocess.run(["nvidia-smi", f"--query-gpu={fields}", "--format=csv,noheader"], capture_output=True, text=True)
            machine["gpu"] = answer.stdout.strip() or answer.stderr.strip()
        return machine

    def program(self):
        self.parts.unpack("program", self.work / "program")
        return {"version": self.vibestream("--version").strip()}

    def cuda(self):
        folders = cuda_folders()
        version, others = choose_cuda(folders, self.parts.archives())
        target = self.work / f"onnxruntime-cuda{version}"
        self.parts.unpack(target.name, target)
        return {"version": version, "besides": others, "library": str(target / "libonnxruntime.so"), "folders": folders}

    def reference(self, provider):
        output = self.vibestream("model", "reference", self.work / "program" / "reference", "--provider", provider)
        return {"lines": [line for line in output.splitlines() if " tokens " in line or ", because " in line]}

    def checkpoint(self):
        target = self.work / f"model-{self.wish.size}"
        if not (target / "model.safetensors.index.json").is_file():
            shutil.rmtree(target, ignore_errors=True)
            self.vibestream("model", "random", "--size", self.wish.size, "--out", target)
        return {"bytes": sum(file.stat().st_size for file in target.iterdir())}

    def bench(self):
        file = self.work / "engine.json"
        self.vibestream("bench", "engine", "--model", self.work / f"model-{self.wish.size}", "--slots", self.wish.slots,
                        "--frames", self.wish.frames, "--provider", self.wish.provider, "--json", file)
        return {"report": json.loads(file.read_text())}

    def pytorch(self):
        file = self.work / "pytorch.json"
        if importlib.util.find_spec("torch") is None:
            raise Skipped("PyTorch is not installed")
        self.run([sys.executable, "-u", self.work / "program" / "pytorch_reference.py", "--model", self.work / f"model-{self.wish.size}",
                  "--frames", self.wish.frames, "--device", self.wish.provider, "--json", file])
        return {"report": json.loads(file.read_text())}

    def go(self):
        self.report["machine"] = self.machine()
        self.parts = Parts(HERE)
        ready = self.step("program", self.program)["ok"]
        if self.wish.provider == "cuda":
            # Where libraries lie is asked each time: PyTorch, or this folder, may have moved.
            self.report["steps"].pop("cuda", None)
            ready = self.step("cuda", self.cuda)["ok"] and ready
        if ready:
            self.step("reference in float32 on the CPU", lambda: self.reference("cpu"))
            if self.wish.provider == "cuda":
                self.step("reference in bfloat16 on the GPU", lambda: self.reference("cuda"))
            if self.step("checkpoint", self.checkpoint, size=self.wish.size)["ok"]:
                same = {"size": self.wish.size, "frames": self.wish.frames, "provider": self.wish.provider}
                self.step("bench", self.bench, slots=self.wish.slots, **same)
                self.step("pytorch", self.pytorch, **same)
        self.save()
        failed = [name for name, step in self.report["steps"].items() if "error" in step]
        print(f"{self.file}: {sum(step['ok'] for step in self.report['steps'].values())} steps done" + (f", failed: {', '.join(failed)}" if failed else ""))
        return 1 if failed else 0


def main():
    parser = argparse.ArgumentParser(description="Measure VibeStream on this machine's GPU.")
    parser.add_argument("--work", type=Path, default=HERE / "work", help="where everything goes (default: work beside this script)")
    parser.add_argument("--size", default="7b", choices=["tiny", "small", "1.5b", "7b"], help="of the random checkpoint (default: 7b)")
    parser.add_argument("--slots", default="1,2,4,8,16,32", help="how many at once, one measurement each")
    parser.add_argument("--frames", type=int, default=24, help="frames of each sequence (default: 24)")
    parser.add_argument("--provider", default="cuda", choices=["cuda", "cpu"], help="cpu tries everything out without a GPU")
    parser.add_argument("--again", action="append", default=[], metavar="STEP", help="do a step again that was done")
    parser.add_argument("--limit", type=float, default=540, help="seconds for the whole (default: 540)")
    try:
        sys.exit(Bench(parser.parse_args()).go())
    except Failed as failure:
        sys.exit(str(failure))


if __name__ == "__main__":
    main()
