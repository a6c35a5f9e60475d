package io.vibestream.assembler;

/** What is to be done about a request after something happened to it. */
sealed interface Step {

    /** Nothing: it was a repeat, or it came too late. */
    record Ignore() implements Step {}

    /** Remember this. Nobody outside needs to know. */
    record Keep(Request.Open state) implements Step {}

    /** Remember this, and say how far the request has come. */
    record Advance(Request.Open state, int spoken, int chunks) implements Step {}

    /** Every chunk is spoken: remember this, and put them together. */
    record Assemble(Request.Open state) implements Step {}

    /** The request is over without audio, with so many of its chunks spoken. Its plan is known. */
    record End(Ending ending, int spoken) implements Step {}

    /** There is nobody left to tell anything: forget the request. */
    record Forget() implements Step {}
}
