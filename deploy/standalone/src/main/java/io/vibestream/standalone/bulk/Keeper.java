package io.vibestream.standalone.bulk;

import java.io.IOException;

/** What is done with finished speech before its row counts as ended. */
interface Keeper {

    /** Leaves it where it is. */
    Keeper NOWHERE = (_, ended) -> ended;

    /**
     * Takes the speech of a row home. A crash may have it do so twice.
     *
     * @return the end as it is written down: with its file, or as a failure where the speech is gone
     * @throws BulkException when it may work another time
     */
    Ended keep(long line, Ended ended) throws IOException, InterruptedException;
}
