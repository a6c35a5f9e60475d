package io.vibestream.audio.encode;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.javacpp.Pointer;

/**
 * The objects that FFmpeg's callbacks work on. JavaCPP has room for ten objects of a callback class and silently gives the eleventh none, so
 * there is one for the program, and FFmpeg's opaque pointer carries the number under which the object is kept here. Safe to share between threads.
 */
final class Opaque<T> {

    // Native threads of several encoders and decoders meet here, each with its own key.
    private final ConcurrentHashMap<Long, T> kept = new ConcurrentHashMap<>();
    private final AtomicLong lastNumber = new AtomicLong();

    /** The pointer that the object is found by, until it is forgotten. */
    Pointer keep(T object) {
        var ticket = new Ticket(lastNumber.incrementAndGet());
        kept.put(ticket.address(), object);
        return ticket;
    }

    /** Empty when it was forgotten. */
    Optional<T> find(Pointer opaque) {
        return Optional.ofNullable(kept.get(opaque.address()));
    }

    void forget(Pointer opaque) {
        kept.remove(opaque.address());
    }

    /** A number in the guise of a pointer. */
    private static final class Ticket extends Pointer {

        Ticket(long number) {
            super((Pointer) null);
            address = number;
        }
    }
}
