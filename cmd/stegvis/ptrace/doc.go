// Package ptrace runs a program and stops it at each system call by which it
// changes the world, so that it can be killed there.
//
// A program that has been killed leaves nothing behind but what its system calls
// have done: what they wrote to disk and what they sent over the network. So to
// kill it before each of these calls, one at a time, is to kill it everywhere
// that matters — up to the order in which its threads happened to run, and to
// what it writes to memory that is mapped to a file, which for SQLite is an index
// it builds anew.
package ptrace
