package io.vibestream.audio.encode;

import io.vibestream.audio.Pcm;
import java.io.ByteArrayOutputStream;
import java.util.Random;

/** Uses an encoder as services do: in pieces of all sizes, then stored with patches or streamed without. */
final class Recording {

    private Recording() {}

    static byte[] stored(TrackEncoder encoder, Pcm audio) {
        try (encoder) {
            var bytes = new ByteArrayOutputStream();
            pieces(encoder, audio, bytes);
            var ending = encoder.finish();
            bytes.writeBytes(ending.tail());
            var file = bytes.toByteArray();
            for (var patch : ending.patches()) {
                System.arraycopy(patch.bytes(), 0, file, Math.toIntExact(patch.offset()), patch.bytes().length);
            }
            return file;
        }
    }

    static byte[] streamed(TrackEncoder encoder, Pcm audio) {
        try (encoder) {
            var bytes = new ByteArrayOutputStream();
            pieces(encoder, audio, bytes);
            bytes.writeBytes(encoder.finish().tail());
            return bytes.toByteArray();
        }
    }

    private static void pieces(TrackEncoder encoder, Pcm audio, ByteArrayOutputStream bytes) {
        var random = new Random(audio.length());
        for (int from = 0; from < audio.length();) {
            int to = Math.min(audio.length(), from + random.nextInt(30_000));
            bytes.writeBytes(encoder.encode(audio.slice(from, to)));
            from = to;
        }
    }
}
