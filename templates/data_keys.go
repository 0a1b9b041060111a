package templates

import (
	"fmt"
	"time"
)

// DataKeysPage shows the keys of the database. None of them is told.
type DataKeysPage struct {
	Page
	Keys   []DataKey // the oldest first
	Master time.Time // when the master key was changed last; zero is never
}

// DataKey is a key that texts are sealed under.
type DataKey struct {
	ID     int64
	Made   time.Time
	Newest bool // it seals what is new
}

func (k DataKey) name() string { return fmt.Sprintf("Data key %d", k.ID) }

func (k DataKey) since() string { return k.Made.Format("Jan 2, 2006, 15:04") }

func (k DataKey) state() StateView {
	if k.Newest {
		return StateView{StateDone, "Encrypts"}
	}
	return StateView{StateTodo, "Opens what is older"}
}

// rotated says when the keys were changed last.
func (p DataKeysPage) rotated() []Fact {
	data, master := "Never", "Never"
	if newest := p.Keys[len(p.Keys)-1]; newest.ID > 1 {
		data = newest.since()
	}
	if !p.Master.IsZero() {
		master = p.Master.Format("Jan 2, 2006, 15:04")
	}
	return []Fact{{Name: "Data keys changed", Value: data}, {Name: "Master key changed", Value: master}}
}
