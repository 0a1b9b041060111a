package strict

import (
	"encoding"
	"fmt"
	"maps"
	"math"
	"reflect"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"safeguard/assessment"
)

// value reads a node into v and remembers where it stands.
func (d *Document) value(path string, n *yaml.Node, v reflect.Value, depth int) {
	here := place{n.Line, n.Column}
	if _, known := d.at[path]; !known {
		d.at[path] = here
	}
	switch {
	case depth > maxDepth:
		d.wrong(path, here, "This is nested too deeply.")
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		d.wrong(path, here, "Anchors (&) and aliases (*) are not used in these files: write the value out.")
	case n.Style&yaml.TaggedStyle != 0:
		d.wrong(path, here, fmt.Sprintf("Tags such as %s are not used in these files: take it out.", n.Tag))
	case n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null":
		// Not filled in yet, which is the zero value.
	case n.Kind == yaml.ScalarNode:
		d.scalar(path, here, n, v)
	case v.Kind() == reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.value(path, n, v.Elem(), depth+1)
	case n.Kind == yaml.MappingNode && v.Kind() == reflect.Struct:
		d.structure(path, n, v, depth)
	case n.Kind == yaml.MappingNode && v.Kind() == reflect.Map:
		d.mapping(path, n, v, depth)
	case n.Kind == yaml.SequenceNode && v.Kind() == reflect.Slice:
		d.sequence(path, n, v, depth)
	default:
		d.wrong(path, here, fmt.Sprintf("This should be %s.", wanted(v.Type())))
	}
}

// scalar reads a single value into v.
func (d *Document) scalar(path string, here place, n *yaml.Node, v reflect.Value) {
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	if s, ok := v.Addr().Interface().(interface{ FromSentence(text string) }); ok {
		s.FromSentence(n.Value)
		return
	}
	if u, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
		if err := u.UnmarshalText([]byte(n.Value)); err != nil {
			d.wrong(path, here, err.Error()+".")
		}
		return
	}
	if what := plainScalar(n, v); what != "" {
		d.wrong(path, here, what)
	}
}

// plainScalar reads a text, number or truth value into v, or says what is wrong with it.
func plainScalar(n *yaml.Node, v reflect.Value) (wrong string) {
	tag := n.ShortTag()
	switch v.Kind() {
	case reflect.String:
		if tag == "!!float" || tag == "!!bool" {
			return fmt.Sprintf("Put %s in quotes: without them YAML does not read it as a text.", n.Value)
		}
		v.SetString(n.Value)
		return ""
	case reflect.Int, reflect.Float64:
		return number(n, v)
	case reflect.Bool:
		if tag != "!!bool" {
			return fmt.Sprintf("%q should be true or false.", n.Value)
		}
		v.SetBool(strings.EqualFold(n.Value, "true"))
		return ""
	default:
		return fmt.Sprintf("This should be %s.", wanted(v.Type()))
	}
}

// number reads a whole or broken number into v, or says what is wrong with it.
func number(n *yaml.Node, v reflect.Value) (wrong string) {
	kind := "number"
	f, err := strconv.ParseFloat(n.Value, 64)
	if v.Kind() == reflect.Int {
		kind = "whole number"
		var i int
		i, err = strconv.Atoi(n.Value)
		f = float64(i)
	}
	tag := n.ShortTag()
	switch {
	case err != nil, math.IsInf(f, 0), math.IsNaN(f):
		return fmt.Sprintf("%q is not a %s.", n.Value, kind)
	case tag != "!!int" && tag != "!!float":
		return fmt.Sprintf("Take the quotes off %s: it should be a number.", n.Value)
	case v.Kind() == reflect.Int:
		v.SetInt(int64(f))
	default:
		v.SetFloat(f)
	}
	return ""
}

// structure reads a mapping into a struct: unknown, repeated and missing keys are problems.
func (d *Document) structure(path string, n *yaml.Node, v reflect.Value, depth int) {
	fields := fieldsOf(v.Type())
	seen := map[string]bool{}
	d.entries(path, n, func(key *yaml.Node, sub string, value *yaml.Node) {
		f, ok := fields[key.Value]
		if !ok {
			d.add(place{key.Line, key.Column}, fmt.Sprintf("There is no key %q here%s.", key.Value, didYouMean(key.Value, n.Style&yaml.FlowStyle != 0 && value.ShortTag() == "!!null", fields)))
			return
		}
		seen[key.Value] = true
		if f.quoted && value.Kind == yaml.ScalarNode && value.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) == 0 {
			d.wrong(sub, place{value.Line, value.Column}, fmt.Sprintf("Put %s in quotes: without them 2026.10 and 2026.1 are one number.", value.Value))
			return
		}
		d.value(sub, value, v.Field(f.index), depth+1)
	})
	for _, name := range requiredOf(v.Type()) {
		if !seen[name] {
			d.wrong(strings.TrimPrefix(path+"."+name, "."), place{n.Line, n.Column}, fmt.Sprintf("The key %q is missing here.", name))
		}
	}
}

// mapping reads a mapping into a map of strings.
func (d *Document) mapping(path string, n *yaml.Node, v reflect.Value, depth int) {
	v.Set(reflect.MakeMapWithSize(v.Type(), len(n.Content)/2))
	d.entries(path, n, func(key *yaml.Node, sub string, value *yaml.Node) {
		d.at[sub] = place{key.Line, key.Column}
		element := reflect.New(v.Type().Elem()).Elem()
		d.value(sub, value, element, depth+1)
		v.SetMapIndex(reflect.ValueOf(key.Value).Convert(v.Type().Key()), element)
	})
}

// entries calls do for each key of a mapping that is a plain word and stands there for the first time.
func (d *Document) entries(path string, n *yaml.Node, do func(key *yaml.Node, sub string, value *yaml.Node)) {
	first := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		here := place{key.Line, key.Column}
		switch line, again := first[key.Value]; {
		case key.Kind != yaml.ScalarNode, key.Style&yaml.TaggedStyle != 0, key.Anchor != "", key.ShortTag() == "!!merge":
			d.add(here, "A key must be a plain word.")
		case again:
			d.add(here, fmt.Sprintf("The key %q stands on line %d already.", key.Value, line))
		default:
			first[key.Value] = key.Line
			do(key, strings.TrimPrefix(path+"."+key.Value, "."), value)
		}
	}
}

func (d *Document) sequence(path string, n *yaml.Node, v reflect.Value, depth int) {
	v.Set(reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content)))
	for i, item := range n.Content {
		if item.Kind == yaml.ScalarNode && (item.Value == "" || item.ShortTag() == "!!null") {
			d.wrong(fmt.Sprintf("%s[%d]", path, i), place{item.Line, item.Column}, "This item is empty: fill it in or take it out.")
			continue
		}
		d.value(fmt.Sprintf("%s[%d]", path, i), item, v.Index(i), depth+1)
	}
}

// wanted says in words what a type reads.
func wanted(t reflect.Type) string {
	if reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()) && t.Kind() != reflect.Struct {
		return "a single word"
	}
	switch t.Kind() {
	case reflect.Pointer:
		return wanted(t.Elem())
	case reflect.Struct:
		if len(fieldsOf(t)) == 0 {
			return "a single value"
		}
		return "a group of keys: " + strings.Join(namesOf(t), ", ")
	case reflect.Map:
		return "a group of keys, each with its value"
	case reflect.Slice:
		return "a list, each item after a dash or in [ ]"
	case reflect.Int, reflect.Float64:
		return "a number"
	case reflect.Bool:
		return "true or false"
	default:
		return "a text"
	}
}

type field struct {
	index    int
	required bool
	quoted   bool // the tag yaml:"quoted" asks for quotes around a text that looks like a number
}

// fieldsOf gives the fields of a struct by their json names.
func fieldsOf(t reflect.Type) map[string]field {
	fields := make(map[string]field, t.NumField())
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.IsExported() && name != "" && name != "-" {
			fields[name] = field{i, !strings.Contains(options, "omitzero"), f.Tag.Get("yaml") == "quoted"}
		}
	}
	return fields
}

// namesOf lists the json names in the order of the fields.
func namesOf(t reflect.Type) []string {
	var names []string
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		names = append(names, name)
	}
	return names
}

func requiredOf(t reflect.Type) []string {
	fields := fieldsOf(t)
	var required []string
	for _, name := range namesOf(t) {
		if fields[name].required {
			required = append(required, name)
		}
	}
	return required
}

// didYouMean offers the known key that is nearest to an unknown one. A key without a value inside { } is most likely
// the rest of a text that a comma has cut.
func didYouMean(word string, cut bool, fields map[string]field) string {
	if cut {
		return "; put a text with a comma inside { } in quotes"
	}
	if best := assessment.Nearest(word, maps.Keys(fields)); best != "" {
		return fmt.Sprintf("; did you mean %q", best)
	}
	return ""
}
