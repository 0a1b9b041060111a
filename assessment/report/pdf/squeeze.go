package pdf

import (
	"bytes"
	"cmp"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"sync"
)

// squeeze writes a PDF of the library with those streams compressed that it left plain, which are the pages. The library
// would make a compressor of more than a megabyte for each of them; here they are used again.
func squeeze(w io.Writer, plain []byte) error {
	t, err := tableOf(plain)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	out.Grow(len(plain) / 2)
	out.Write(plain[:slices.Min(t.places)])
	moved := make([]int, len(t.places))
	order := t.inOrder()
	for i, n := range order {
		end := t.start
		if i+1 < len(order) {
			end = t.places[order[i+1]]
		}
		moved[n] = out.Len()
		if err := squeezeObject(&out, plain[t.places[n]:end]); err != nil {
			return err
		}
	}
	start := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(moved)+1)
	for _, place := range moved {
		fmt.Fprintf(&out, "%010d 00000 n \n", place)
	}
	fmt.Fprintf(&out, "%sstartxref\n%d\n%%%%EOF\n", t.trailer, start)
	_, err = out.WriteTo(w)
	return err
}

// table is the cross-reference table of a PDF.
type table struct {
	start   int   // its own place in the file
	places  []int // of the objects, by their number less 1
	trailer []byte
}

// ending is how the library closes a file: with the table of its objects, the trailer, and the place of the table.
var ending = regexp.MustCompile(`^xref\n0 \d+\n0000000000 65535 f \n((?:\d{10} 00000 n \n)+)(trailer\n(?s:.*))startxref\n\d+\n%%EOF\n$`)

// entryLength is what an object takes in the table: ten digits of its place, five of its generation, and its kind.
const entryLength = 20

func tableOf(plain []byte) (t table, err error) {
	t.start = bytes.LastIndex(plain, []byte("\nxref\n")) + 1
	found := ending.FindSubmatch(plain[t.start:])
	if found == nil {
		return t, errors.New("the file has no table of its objects")
	}
	t.trailer = found[2]
	for entry := range slices.Chunk(found[1], entryLength) {
		place, err := strconv.Atoi(string(entry[:10]))
		if err != nil || place >= t.start {
			return t, fmt.Errorf("the table of objects has the entry %q", entry)
		}
		t.places = append(t.places, place)
	}
	return t, nil
}

// inOrder lists the objects as they stand in the file.
func (t table) inOrder() []int {
	list := make([]int, len(t.places))
	for n := range list {
		list[n] = n
	}
	slices.SortFunc(list, func(a, b int) int { return cmp.Compare(t.places[a], t.places[b]) })
	return list
}

// plainStream begins an object that is a stream and nothing but it.
var plainStream = regexp.MustCompile(`^(\d+ 0 obj\n)<</Length (\d+)>>\nstream\n`)

// squeezeObject writes an object, compressed if it is a plain stream.
func squeezeObject(out *bytes.Buffer, text []byte) error {
	found := plainStream.FindSubmatch(text)
	if found == nil {
		out.Write(text)
		return nil
	}
	length, err := strconv.Atoi(string(found[2]))
	rest := text[len(found[0]):]
	if err != nil || length > len(rest) {
		return fmt.Errorf("the object %q is longer than the file", found[0])
	}
	c := compressors.Get().(*compressor)
	defer compressors.Put(c)
	stream, err := c.compress(rest[:length])
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s<</Filter /FlateDecode /Length %d>>\nstream\n%s%s", found[1], len(stream), stream, rest[length:])
	return nil
}

// compressor compresses one stream after another.
type compressor struct {
	writer *zlib.Writer
	stream bytes.Buffer
}

// compressors are shared by all documents, since one takes more memory than what it compresses.
var compressors = sync.Pool{New: func() any {
	writer, _ := zlib.NewWriterLevel(nil, zlib.BestSpeed) // this level is always known
	return &compressor{writer: writer}
}}

// compress gives what holds until the next is compressed.
func (c *compressor) compress(plain []byte) ([]byte, error) {
	c.stream.Reset()
	c.writer.Reset(&c.stream)
	if _, err := c.writer.Write(plain); err != nil {
		return nil, err
	}
	if err := c.writer.Close(); err != nil {
		return nil, err
	}
	return c.stream.Bytes(), nil
}
