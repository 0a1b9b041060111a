package assessment

// The five steps of NIST SP 800-30r1, the same words on its three scales.
const (
	veryLow = iota + 1
	low
	moderate
	high
	veryHigh
)

var scale = words{"", "very_low", "low", "moderate", "high", "very_high"}

// Likelihood is a step of NIST SP 800-30r1 Tables G-2, G-3 and G-4: how likely a threat is to occur
// (occurrence), how likely it is to do harm once it occurs (harm), or both together (Table G-5).
type Likelihood uint8

// The likelihoods of Tables G-2 to G-5.
const (
	LikelihoodVeryLow Likelihood = iota + 1
	LikelihoodLow
	LikelihoodModerate
	LikelihoodHigh
	LikelihoodVeryHigh
)

// String gives the word of the answers file, such as very_high.
func (l Likelihood) String() string { return textOf(scale, l) }

// Title gives the word for people, such as "Very high".
func (l Likelihood) Title() string { return title(l.String()) }

// MarshalText implements encoding.TextMarshaler.
func (l Likelihood) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (l *Likelihood) UnmarshalText(text []byte) error { return parseWord(scale, text, l) }

// Impact is a step of NIST SP 800-30r1 Table H-3: the magnitude of harm.
type Impact uint8

// The impacts of Table H-3.
const (
	ImpactVeryLow Impact = iota + 1
	ImpactLow
	ImpactModerate
	ImpactHigh
	ImpactVeryHigh
)

// String gives the word of the answers file, such as very_high.
func (i Impact) String() string { return textOf(scale, i) }

// Title gives the word for people, such as "Very high".
func (i Impact) Title() string { return title(i.String()) }

// MarshalText implements encoding.TextMarshaler.
func (i Impact) MarshalText() ([]byte, error) { return []byte(i.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (i *Impact) UnmarshalText(text []byte) error { return parseWord(scale, text, i) }

// RiskLevel is a step of NIST SP 800-30r1 Table I-3: the level of a risk.
type RiskLevel uint8

// The levels of Table I-3.
const (
	RiskVeryLow RiskLevel = iota + 1
	RiskLow
	RiskModerate
	RiskHigh
	RiskVeryHigh
)

// RiskLevels lists the levels from the lowest to the highest.
var RiskLevels = []RiskLevel{RiskVeryLow, RiskLow, RiskModerate, RiskHigh, RiskVeryHigh}

// String gives the word of the answers file, such as very_high.
func (l RiskLevel) String() string { return textOf(scale, l) }

// Title gives the word for people, such as "Very high".
func (l RiskLevel) Title() string { return title(l.String()) }

// MarshalText implements encoding.TextMarshaler.
func (l RiskLevel) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (l *RiskLevel) UnmarshalText(text []byte) error { return parseWord(scale, text, l) }

// Value is the level's value on the semi-quantitative scale of Table I-3: 0, 2, 5, 8 or 10.
func (l RiskLevel) Value() int { return [...]int{0, 0, 2, 5, 8, 10}[l] }

// overallLikelihood is NIST SP 800-30r1 Table G-5. Row: likelihood that the threat occurs.
// Column: likelihood that it does harm once it occurs. The table is symmetric and not a product.
var overallLikelihood = [...][6]Likelihood{
	//         Very Low,  Low,      Moderate, High,     Very High
	veryHigh: {1: low, moderate, high, veryHigh, veryHigh},
	high:     {1: low, moderate, moderate, high, veryHigh},
	moderate: {1: low, low, moderate, moderate, high},
	low:      {1: veryLow, low, low, moderate, moderate},
	veryLow:  {1: veryLow, veryLow, low, low, low},
}

// levelOfRisk is NIST SP 800-30r1 Table I-2. Row: overall likelihood. Column: impact.
// The table is not symmetric and not a product.
var levelOfRisk = [...][6]RiskLevel{
	//         Very Low,  Low,      Moderate, High,     Very High
	veryHigh: {1: veryLow, low, moderate, high, veryHigh},
	high:     {1: veryLow, low, moderate, high, veryHigh},
	moderate: {1: veryLow, low, moderate, moderate, high},
	low:      {1: veryLow, low, low, low, moderate},
	veryLow:  {1: veryLow, veryLow, veryLow, low, low},
}

// OverallLikelihood looks up NIST SP 800-30r1 Table G-5: the likelihood that a threat occurs and does harm.
// It is zero where one of its arguments is.
func OverallLikelihood(occurrence, harm Likelihood) Likelihood {
	return overallLikelihood[occurrence][harm]
}

// LevelOf looks up NIST SP 800-30r1 Table I-2: the level of a risk of this overall likelihood and impact.
// It is zero where one of its arguments is.
func LevelOf(likelihood Likelihood, impact Impact) RiskLevel {
	return levelOfRisk[likelihood][impact]
}
