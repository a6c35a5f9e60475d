/** The whole pipeline as one program: its stages in one JVM, its broker in a child, its command line. */
@NullMarked
package io.vibestream.standalone;

import org.jspecify.annotations.NullMarked;
