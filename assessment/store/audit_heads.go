package store

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"
)

// Heads are the heads of all chains of the audit log at a moment: one line of the file of heads, in which they are JSON.
// Whoever has them can tell later whether the log up to then is still the same, also where all of it was written anew.
type Heads struct {
	At     time.Time `json:"at"`
	Chains []Head    `json:"chains"`
}

// Head is where a chain ends: the number of its last event and the MAC that links all of them.
type Head struct {
	Chain string   `json:"chain"` // the id of a client, or empty for the installation
	Seq   int64    `json:"seq"`
	Head  HexBytes `json:"head"`
}

// HexBytes are bytes that are written as hexadecimal digits.
type HexBytes []byte

// MarshalText implements encoding.TextMarshaler.
func (h HexBytes) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, h), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (h *HexBytes) UnmarshalText(text []byte) (err error) {
	*h, err = hex.AppendDecode(nil, text)
	return err
}

// LostHead is a chain of which the log has not the events any more that were written down.
type LostHead struct {
	Chain, Name string
	Seq         int64     // of the first head that is not there
	At          time.Time // when it was written down first
	Right       int64     // the newest event that was written down before and is there, or 0
}

// Written are heads that were written down, to be met by the events of a log.
type Written struct {
	Lines  int // that were read
	Broken int // lines that end in the middle, as a machine leaves them that lost its power
	times  []time.Time
	heads  map[headAt]*note
}

// headAt is an event and what its MAC was.
type headAt struct {
	chain string
	seq   int64
	mac   string
}

// note says when a head was written down first, and whether the log has it.
type note struct {
	first time.Time
	met   bool
}

// largestLine is as long as a line of heads may be: as that of 50,000 chains.
const largestLine = 8 << 20

// ReadHeads reads a file of heads. A line that ends in the middle was never finished, and is counted and left out;
// any other that is no line of heads is an error that names it.
func ReadHeads(r io.Reader) (*Written, error) {
	w := &Written{heads: map[headAt]*note{}}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, largestLine)
	for n := 1; lines.Scan(); n++ {
		line := bytes.TrimSpace(lines.Bytes())
		if len(line) == 0 {
			continue
		}
		heads, err := parseHeads(line)
		switch {
		case errors.Is(err, io.ErrUnexpectedEOF):
			w.Broken++
			continue
		case err != nil:
			return nil, fmt.Errorf("line %d is no line of heads: %w", n, err)
		}
		w.add(heads)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("reading the heads: %w", err)
	}
	slices.SortFunc(w.times, time.Time.Compare)
	return w, nil
}

func parseHeads(line []byte) (Heads, error) {
	var h Heads
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&h); err != nil {
		return h, err
	}
	if rest := bytes.TrimSpace(line[decoder.InputOffset():]); len(rest) > 0 {
		return h, errors.New("there is more in it than one object")
	}
	if h.At.IsZero() {
		return h, errors.New("it does not say when it was written")
	}
	for _, c := range h.Chains {
		if c.Seq < 1 || len(c.Head) == 0 {
			return h, fmt.Errorf("chain %.40q has no head", c.Chain)
		}
	}
	return h, nil
}

func (w *Written) add(h Heads) {
	w.Lines++
	w.times = append(w.times, h.At)
	for _, c := range h.Chains {
		at := headAt{c.Chain, c.Seq, string(c.Head)}
		n := w.heads[at]
		if n == nil {
			n = &note{first: h.At}
			w.heads[at] = n
		}
		if h.At.Before(n.first) {
			n.first = h.At
		}
	}
}

// meet notes that the log has an event with that MAC.
func (w *Written) meet(chain string, seq int64, mac []byte) {
	if w == nil {
		return
	}
	if n := w.heads[headAt{chain, seq, string(mac)}]; n != nil {
		n.met = true
	}
}

// lost lists the chains of which a head was not met, and gives the last moment before the first such head; the zero time
// where there is none.
func (w *Written) lost(names map[string]string) (list []LostHead, right time.Time) {
	if w == nil {
		return nil, right
	}
	chains := map[string]*LostHead{}
	for at, n := range w.heads {
		l := chains[at.chain]
		if !n.met && (l == nil || n.first.Before(l.At)) {
			chains[at.chain] = &LostHead{Chain: at.chain, Name: names[at.chain], Seq: at.seq, At: n.first}
		}
	}
	for at, n := range w.heads {
		if l := chains[at.chain]; l != nil && n.met && n.first.Before(l.At) {
			l.Right = max(l.Right, at.seq)
		}
	}
	var first time.Time
	for l := range maps.Values(chains) {
		if list = append(list, *l); first.IsZero() || l.At.Before(first) {
			first = l.At
		}
	}
	slices.SortFunc(list, func(a, b LostHead) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Chain, b.Chain)) })
	for _, t := range w.times {
		if len(list) == 0 || t.Before(first) {
			right = t
		}
	}
	return list, right
}
