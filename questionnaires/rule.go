package questionnaires

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"safeguard/assessment"
)

const (
	ruleFile       = "rule.csv"
	crosswalkFile  = "crosswalk.csv"
	activitiesFile = "activities.csv"
)

// readTables reads the rule table of the folder, or that of the library where the folder has none, and the crosswalk
// and the key activities where the folder has them. Early editions of the archive have neither.
func (s *set) readTables(files fs.FS, dir string) error {
	name := path.Join(dir, ruleFile)
	if _, err := fs.Stat(files, name); err != nil {
		name = ruleFile
	}
	src, err := fs.ReadFile(files, name)
	if err != nil {
		return err
	}
	s.tables = [][]byte{src}
	if s.rule, err = parseRule(name, src); err != nil {
		return err
	}
	name = path.Join(dir, crosswalkFile)
	if err := s.readTable(files, name, s.crosswalk); err != nil {
		return err
	}
	if err := s.wholeCrosswalk(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return s.readTable(files, path.Join(dir, activitiesFile), s.keyActivity)
}

// readTable reads a table that a folder may have, line by line after its head.
func (s *set) readTable(files fs.FS, name string, take func(record []string) error) error {
	src, err := fs.ReadFile(files, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	s.tables = append(s.tables, src)
	records, err := csv.NewReader(bytes.NewReader(src)).ReadAll()
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	for i, record := range records {
		if i == 0 {
			continue
		}
		if err := take(record); err != nil {
			return fmt.Errorf("%s:%d: %w", name, i+1, err)
		}
	}
	return nil
}

// crosswalk takes a line of the crosswalk, whose columns are citation, csf, sp800_53r5, csf_1_1 and note: what a row of
// the rule corresponds to in the NIST Cybersecurity Framework 2.0 and in NIST SP 800-53r5.
func (s *set) crosswalk(record []string) error {
	if len(record) != 5 {
		return errors.New("want 5 columns")
	}
	for i := range s.rule {
		if s.rule[i].Citation != record[0] {
			continue
		}
		if len(s.rule[i].SP80053) > 0 {
			return fmt.Errorf("%s has more than one line", record[0])
		}
		s.rule[i].CSF, s.rule[i].SP80053 = fields(record[1]), fields(record[2])
		if len(s.rule[i].CSF) == 0 || len(s.rule[i].SP80053) == 0 {
			return fmt.Errorf("%s corresponds to nothing", record[0])
		}
		return nil
	}
	return fmt.Errorf("%s is not a row of the rule", record[0])
}

// wholeCrosswalk checks that a crosswalk, where there is one, has a line for every row that is assessed: a report that
// prints it must not be silent on some. The general rules of 164.306 are in none.
func (s *set) wholeCrosswalk() error {
	var without []string
	for _, row := range s.rule {
		if row.Safeguard != assessment.General && len(row.SP80053) == 0 {
			without = append(without, row.Citation)
		}
	}
	crossed := slices.ContainsFunc(s.rule, func(row assessment.Specification) bool { return len(row.SP80053) > 0 })
	if crossed && len(without) > 0 {
		return fmt.Errorf("no line for %s", strings.Join(without, ", "))
	}
	return nil
}

func fields(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ';' || r == ' ' })
}

// keyActivity takes a line of the key activities of NIST SP 800-66r2, whose columns are standard, seq and key_activity.
func (s *set) keyActivity(record []string) error {
	if len(record) != 3 {
		return errors.New("want 3 columns")
	}
	seq, err := strconv.Atoi(record[1])
	if err != nil {
		return err
	}
	s.activities = append(s.activities, assessment.Activity{Standard: record[0], Seq: seq, Title: record[2]})
	return nil
}

// parseRule reads the rule table: one row per standard and specification of 45 CFR 164.306 to 164.316, with the
// columns citation, safeguard, standard, specification, designation, applies_to and note.
func parseRule(name string, src []byte) (assessment.Rule, error) {
	records, err := csv.NewReader(bytes.NewReader(src)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(records) < 2 || len(records[0]) != 7 {
		return nil, fmt.Errorf("%s: want a head and rows of 7 columns", name)
	}
	var rule assessment.Rule
	for i, r := range records[1:] {
		row := assessment.Specification{Citation: r[0], Standard: r[2], Title: r[3], Note: r[6]}
		for _, column := range []struct {
			set  func([]byte) error
			text string
		}{{row.Safeguard.UnmarshalText, r[1]}, {row.Designation.UnmarshalText, r[4]}, {row.AppliesTo.UnmarshalText, r[5]}} {
			if err := column.set([]byte(column.text)); err != nil {
				return nil, fmt.Errorf("%s:%d: %w", name, i+2, err)
			}
		}
		rule = append(rule, row)
	}
	return rule, nil
}
