// Package questionnaires holds what an assessment is made against: the questionnaires, the threats, the risks and
// the rule table, as files that people can read and change, and the loader and lint that keep them right.
//
// The files of the current edition lie in this folder. Earlier editions lie in archive/ID@VERSION, each with the
// libraries that it was used with, so that last year's answers can be read and compared for as long as they are
// kept. Everything is embedded in the program.
//
// A Library reads a tree of such files and joins them: what a questionnaire includes, and what it extends. A Shelf is
// the library of a running server, with files of the MSP's own laid over it, which change while it runs.
//
// The package decides nothing about risk; that is done by package assessment.
package questionnaires
