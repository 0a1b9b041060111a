// Package pdf draws the documents of package report. It is the only package that knows the PDF library, so that
// another one could take its place. The same document gives the same bytes, whenever and wherever it is drawn.
package pdf
