// Package pipedir knows the directory of the pipes: where it is, whether it can
// be trusted, what the pipes in it are called, whose they are, and who is dead.
//
// Writers and readers share one rule for the directory and one predicate for
// the dead, which are here. A directory is trusted when not everybody can take
// another user's pipe away in it: it is ours or root's (its group is trusted like
// its owner), or anybody may write to it and the sticky bit keeps them from each
// other's entries. All work inside is by the directory's descriptor, so that
// replacing the path replaces nothing.
//
// A pipe is dead when all of this holds: nobody is parked in it (a read that
// does not block finds no writer), nothing comes out of it for [Silence], it is
// not so young that its program may rest from an answer, and there is no process
// of its pid that could have made it. A process that is slow or stopped is never
// dead, as long as it can be seen; one of another container cannot.
package pipedir
