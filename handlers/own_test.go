package handlers

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// ownFile is a questionnaire of the MSP's own, which extends that of the program.
const ownFile = `id: northwind-rule
version: "1"
title: Northwind's risk analysis
kind: base
about: What we ask every client.
extends: security-rule
reword:
  - {id: patching, text: Does every computer get its updates within two weeks? <b>Really?</b>}
sections:
  - id: northwind
    title: Northwind
    questions:
      - id: northwind-agent
        text: Is our agent on every computer?
        citations: ["164.308(a)(5)(ii)(B)"]
        audience: msp
        compliance_only: It is how we see, and stops nothing by itself.
        remediation: {action: Install it., success: The list of agents is whole., effort: small, days: 30, role: MSP}
`

// keep writes a file of the MSP's own and lets the time go by in which it is seen.
func (s *site) keep(name, text string) {
	s.t.Helper()
	if err := os.MkdirAll(s.own(), 0o700); err != nil {
		s.t.Fatal(err)
	}
	at := filepath.Join(s.own(), name)
	if err := os.WriteFile(at, []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
	s.clock.Add(5)
	if err := os.Chtimes(at, time.Time{}, s.now()); err != nil {
		s.t.Fatal(err)
	}
}

func TestOwnQuestionnaireFromNowOn(t *testing.T) {
	s := newSite(t)
	client := s.client("Harbor Dental")
	path := "/clients/" + client + "/assessments/new"
	b := s.signIn("manager")
	b.must(b.get(path), http.StatusOK, "HIPAA Security Rule risk analysis")
	b.must(b.get(path+"?questionnaire=northwind-rule"), http.StatusNotFound)
	s.keep("northwind.yaml", ownFile)
	b.must(b.get(path), http.StatusOK, "Use another questionnaire", "Northwind&#39;s risk analysis", "What we ask every client.")
	b.must(b.get(path+"?questionnaire=northwind-rule"), http.StatusOK, "Northwind&#39;s risk analysis, 1+", `name="questionnaire" value="northwind-rule"`)
	b.must(b.get(path+"?questionnaire=phi-screening"), http.StatusNotFound)

	id := s.openedBy(b.post(path, url.Values{"period": {"2026"}, "questionnaire": {"northwind-rule"}}))
	b.must(b.get("/assessments/"+id+"/sections/northwind"), http.StatusOK, "Is our agent on every computer?")
	b.must(b.get("/assessments/"+id+"/answers/patching"), http.StatusOK, "within two weeks? &lt;b&gt;Really?&lt;/b&gt;")
	b.must(b.post("/assessments/"+id+"/answers/northwind-agent", url.Values{"response": {"yes"}, "revision": {"0"}}), http.StatusSeeOther)

	s.keep("northwind.yaml", "id: northwind-rule\n")
	b.must(b.get(path+"?questionnaire=northwind-rule"), http.StatusOK, "Northwind&#39;s risk analysis, 1+")
	b.must(b.get("/assessments/"+id+"/sections/northwind"), http.StatusOK, "Is our agent on every computer?")
	b.must(b.get("/clients/"+client+"/evidence"), http.StatusOK, "Is our agent on every computer?")
	b.must(b.get("/clients/"+client+"/plan/new"), http.StatusOK, "Is our agent on every computer?")
}
