package io.vibestream.synth.engine;

/** Is told what an engine does. Called by the thread that does it, which waits meanwhile. */
public interface EngineObserver {

    /** For an engine that nobody looks at. */
    EngineObserver NONE = new EngineObserver() {

        @Override
        public void ticked(Tick tick) {
            // nobody looks
        }

        @Override
        public void loaded(Load load) {
            // nobody looks
        }
    };

    /**
     * One round of work on the device.
     *
     * @param frames of audio that it made, over all slots
     * @param promptTokens that it read
     */
    record Tick(long nanos, int frames, int promptTokens) {}

    /**
     * Who has a slot and who waits for one.
     *
     * @param slotsBusy slots that read or speak
     * @param tokensHeld places in the slots' memory that these may come to need
     */
    record Load(int slotsBusy, int interactiveWaiting, int bulkWaiting, long tokensHeld) {}

    void ticked(Tick tick);

    /** Comes with every change, and may come without one. */
    void loaded(Load load);
}
