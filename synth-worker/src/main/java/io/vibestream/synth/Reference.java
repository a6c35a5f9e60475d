package io.vibestream.synth;

import io.vibestream.synth.reference.ReferenceCheck;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;

/** The engine beside recorded cases of the public implementation. */
public final class Reference {

    private Reference() {}

    /**
     * Speaks every recorded case of a checkpoint, or of a folder of checkpoints, on the device that the settings ask for, and
     * prints what differs.
     *
     * @return whether every case agrees
     * @throws io.vibestream.synth.ort.LibraryMissingException when the device cannot be used
     */
    public static boolean check(Path directory, VibeVoiceSettings settings, PrintStream out)
            throws InterruptedException {
        try (var device = Device.open(settings)) {
            out.printf(Locale.ROOT, "%s, because %s%n", device.name(), device.why());
            return ReferenceCheck.run(directory, device.machine(), out);
        }
    }
}
