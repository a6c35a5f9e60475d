/** {@code vibestream bulk}: speaks every row of a file, or every chapter of a book, each once, however often it is interrupted. */
@NullMarked
package io.vibestream.standalone.bulk;

import org.jspecify.annotations.NullMarked;
