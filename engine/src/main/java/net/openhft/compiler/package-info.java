/**
 * Stands in for Chronicle's library of this name, which compiles Java at run time: seconds of a start, and a JDK where
 * a JRE would do. What Chronicle Map needs is generated and compiled with this module instead, and found before
 * anything here is asked; so this only has what the other Chronicle libraries link against.
 */
package net.openhft.compiler;
