# Every command of the project. `make` lists them.
.DEFAULT_GOAL := help
.PHONY: screenshots help demo serve test test-gpu quick reference bench-engine bench-pipeline gpu-bundle format clean
SHELL := /bin/sh

MAVEN := mvn --batch-mode --no-transfer-progress
DIST := deploy/standalone/target/dist
VIBESTREAM := $(DIST)/bin/vibestream
# For `make bench-engine`: where the checkpoint goes (3 GB), a Python with torch and transformers, and how many threads both get.
BENCH_DIR ?= data/bench-model
PYTHON ?= python3
BENCH_THREADS ?= 2
# For `make gpu-bundle`: the folder that the parts go to.
GPU_BUNDLE ?= target/gpu-bundle
FIND_JDK := deploy/standalone/src/main/dist/bin/find-jdk
SOURCES := $(shell find . \( -name target -o -name node_modules -o -name data -o -name .git \) -prune -o -type f -path '*/src/main/*' -print -o -name pom.xml -print)

help: ## List the commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

demo: $(DIST)/.built ## Build, start everything, speak a paragraph, leave demo.mp3
	@$(VIBESTREAM) demo

serve: $(DIST)/.built ## Build and run the whole pipeline until Ctrl-C
	@$(VIBESTREAM) serve

test: jdk ## Everything that CI runs: all tests and all quality gates
	@build/test-tools
	$(MAVEN) verify

quick: jdk ## Unit tests only
	$(MAVEN) -q test

test-gpu: jdk ## Tests that need an NVIDIA GPU with CUDA 12 libraries
	$(MAVEN) -Pcuda -pl synth-worker -am -Dtest.groups=gpu -Dtest.excluded= -Dsurefire.failIfNoSpecifiedTests=false test

reference: $(DIST)/.built ## Compare the engine with recorded cases: make reference REFERENCE_DIR=...
	@test -n "$(REFERENCE_DIR)" || { echo "Say which folder of checkpoints: make reference REFERENCE_DIR=..." >&2; exit 2; }
	@$(VIBESTREAM) model reference "$(REFERENCE_DIR)"

bench-pipeline: $(DIST)/.built ## Measure what the pipeline adds to the engine
	@$(VIBESTREAM) bench pipeline

bench-engine: $(DIST)/.built ## Compare the engine with PyTorch on a checkpoint of random weights (BENCH_DIR, PYTHON)
	@test -f "$(BENCH_DIR)/config.json" || $(VIBESTREAM) model random --size small --out "$(BENCH_DIR)"
	@$(PYTHON) bench/pytorch_reference.py --model "$(BENCH_DIR)" --threads $(BENCH_THREADS) || test $$? -eq 3
	@$(VIBESTREAM) bench engine --model "$(BENCH_DIR)" --slots 1,8 --threads $(BENCH_THREADS)
	@$(PYTHON) bench/pytorch_reference.py --model "$(BENCH_DIR)" --threads $(BENCH_THREADS) || test $$? -eq 3

gpu-bundle: $(DIST)/.built ## Pack what a GPU machine without Java or network needs to measure VibeStream, into GPU_BUNDLE
	@$(MAVEN) -q -pl deploy/standalone dependency:copy@gpu-libraries
	@deploy/gpu/bundle "$(GPU_BUNDLE)"

screenshots: $(DIST)/.built ## Photograph the page for the README (needs Chromium and npm)
	@build/screenshots

format: jdk ## Format the sources
	$(MAVEN) -q spotless:apply

clean: ## Remove what was built
	$(MAVEN) -q clean

.PHONY: jdk
jdk:
	@$(FIND_JDK) >/dev/null

# The program is rebuilt only when a source is newer, so that the second demo starts at once.
$(DIST)/.built: $(SOURCES)
	@$(FIND_JDK) >/dev/null
	@echo "Building VibeStream; the first time this downloads its libraries, which can take some minutes."
	@rm -rf $(DIST)
	@$(MAVEN) -q -Dmaven.test.skip=true package
	@touch $@
