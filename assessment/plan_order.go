package assessment

import (
	"cmp"
	"math"
	"strings"
)

// Precedence is what puts one line of the plan before the next. The values have the order in which they are asked.
type Precedence uint8

// The rules of the order: what is done comes last, then the worth over the effort decides, and among equals the highest
// level of risk, a gap in a required or standard row, the due date, and at last the id.
const (
	ByStatus Precedence = iota + 1
	ByWorth
	ByLevel
	ByRow
	ByDue
	ByID
)

// precedences compares two lines by one rule after the other.
var precedences = [...]func(a, b *PlanLine) int{
	ByStatus: func(a, b *PlanLine) int { return compareBool(a.Status == Done, b.Status == Done) },
	ByWorth:  func(a, b *PlanLine) int { return compareRatio(b.Ratio, a.Ratio) },
	ByLevel:  func(a, b *PlanLine) int { return cmp.Compare(b.Level, a.Level) },
	ByRow:    func(a, b *PlanLine) int { return compareBool(b.Binds, a.Binds) },
	ByDue: func(a, b *PlanLine) int {
		return cmp.Or(compareBool(!a.dated, !b.dated), cmp.Compare(a.Days, b.Days))
	},
	ByID: func(a, b *PlanLine) int { return strings.Compare(a.Remediation, b.Remediation) },
}

// compareRatio takes as equal what differs by less than arithmetic is exact to. Ratios are whole points over whole
// numbers, so that those which do differ lie far wider apart.
func compareRatio(a, b float64) int {
	if math.Abs(a-b) < 1e-9 {
		return 0
	}
	return cmp.Compare(a, b)
}

// decide gives the first rule by which two lines differ, and how; ByID and 0 where they are the same line.
func decide(a, b *PlanLine) (Precedence, int) {
	for by := ByStatus; by < ByID; by++ {
		if c := precedences[by](a, b); c != 0 {
			return by, c
		}
	}
	return ByID, precedences[ByID](a, b)
}

func comparePlanLines(a, b PlanLine) int {
	_, c := decide(&a, &b)
	return c
}

// Precedences tells for each line of the plan but the last what puts it before the next one.
func (c *Content) Precedences(plan []PlanLine) []Precedence {
	dated := map[string]bool{}
	for i := range c.Remediation {
		dated[c.Remediation[i].ID] = !c.Remediation[i].Due.IsZero()
	}
	var list []Precedence
	for i := range plan[:max(len(plan)-1, 0)] {
		a, b := plan[i], plan[i+1]
		a.dated, b.dated = dated[a.Remediation], dated[b.Remediation] // which a plan that was kept does not carry
		by, _ := decide(&a, &b)
		list = append(list, by)
	}
	return list
}
