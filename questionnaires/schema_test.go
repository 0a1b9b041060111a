package questionnaires

import (
	"bytes"
	"encoding"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/invopop/jsonschema"
	validator "github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"

	"safeguard/assessment"
)

var update = flag.Bool("update", false, "write schema.json anew")

// TestSchema holds schema.json against the types that the loader reads into.
func TestSchema(t *testing.T) {
	want := schemaOf(t)
	if *update {
		if err := os.WriteFile("schema.json", want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(want), string(Schema)); diff != "" {
		t.Errorf("schema.json is not fresh; write it with go test ./questionnaires -run TestSchema -update (-want +got):\n%s", diff)
	}
}

func TestSchemaFitsTheFiles(t *testing.T) {
	schema := compile(t)
	for _, name := range yamlFiles(t) {
		if base := path.Base(name); base == "threats.yaml" || base == "risks.yaml" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			src, err := fs.ReadFile(embedded, name)
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(decoded(t, src)); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestSchemaRefuses(t *testing.T) {
	schema := compile(t)
	src := small(t)["small.yaml"].Data
	if err := schema.Validate(decoded(t, src)); err != nil {
		t.Errorf("the small questionnaire: %v", err)
	}
	for _, tt := range []struct {
		name   string
		change change
	}{
		{"unknown key", swap("small.yaml", "kind: base\n", "kind: base\nauthor: me\n")},
		{"unknown key of a question", swap("small.yaml", "per: site", "pre: site")},
		{"missing key", swap("small.yaml", "kind: base\n", "")},
		{"unknown word", swap("small.yaml", "kind: base", "kind: basic")},
		{"unknown fact of the client", swap("small.yaml", "client: workforce", "client: size")},
		{"text for a list", swap("small.yaml", "include: [part]", "include: part")},
		{"text for a number", swap("small.yaml", "days: 60", "days: sixty")},
	} {
		changed := small(t, tt.change)["small.yaml"].Data
		if err := schema.Validate(decoded(t, changed)); err == nil {
			t.Errorf("%s: the schema finds nothing wrong", tt.name)
		}
	}
}

// schemaOf gives the JSON Schema of a questionnaire file.
func schemaOf(t *testing.T) []byte {
	t.Helper()
	reflector := &jsonschema.Reflector{Anonymous: true, ExpandedStruct: true, Mapper: enumSchema}
	if err := reflector.AddGoComments("safeguard/questionnaires", "../assessment", jsonschema.WithFullComment()); err != nil {
		t.Fatal(err)
	}
	for name, text := range reflector.CommentMap {
		reflector.CommentMap[name] = strings.Join(strings.Fields(text), " ")
	}
	comments := reflector.CommentMap
	reflector.LookupComment = func(t reflect.Type, name string) string {
		if own := comments[t.PkgPath()+"."+t.Name()+"."+name]; own != "" || name == "" {
			return own
		}
		field, _ := t.FieldByName(name)
		return comments[field.Type.PkgPath()+"."+field.Type.Name()]
	}
	text, err := json.MarshalIndent(reflector.Reflect(assessment.Questionnaire{}), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return append(text, '\n')
}

// enumSchema gives the words of an enum, and nil for every other type.
func enumSchema(t reflect.Type) *jsonschema.Schema {
	if t.Kind() != reflect.Uint8 || !reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()) {
		return nil
	}
	schema := &jsonschema.Schema{Type: "string"}
	value := reflect.New(t).Elem()
	for n := uint64(1); ; n++ {
		value.SetUint(n)
		word := value.Interface().(fmt.Stringer).String()
		if word == "" {
			return schema
		}
		schema.Enum = append(schema.Enum, word)
	}
}

// compile reads the schema as an editor does.
func compile(t *testing.T) *validator.Schema {
	t.Helper()
	doc, err := validator.UnmarshalJSON(bytes.NewReader(schemaOf(t)))
	if err != nil {
		t.Fatal(err)
	}
	compiler := validator.NewCompiler()
	if err := compiler.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func decoded(t *testing.T, src []byte) any {
	t.Helper()
	var v any
	if err := yaml.Unmarshal(src, &v); err != nil {
		t.Fatal(err)
	}
	return v
}
