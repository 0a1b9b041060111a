package main

import (
	"time"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

// demoClient is a client of the sample provider and its story.
type demoClient struct {
	name, city, contact string
	kind                assessment.EntityKind // 0 where nobody knows yet
	people, patients    int
	sites               []string
	sponsor, house      bool
	noAgreement         bool
	archived            bool
	officer             bool // the demo's officer sees it
	behind              bool // its draft of this year was opened before the questionnaire's newest edition
	looksAhead          bool // it asks how ready it would be for the proposed rule
	care                int  // of 100: how many safeguards are in place in its first year
	years               []demoYear
	screening           *demoScreening // of this year; nil where there is none
	shares              []demoShare    // of this year's assessment
}

// demoScreening is a PHI screening: No to every question but those with an answer here.
type demoScreening struct {
	title   string // of the contact, who answered
	answers map[string]assessment.ScreeningAnswer
}

// stage is how far the work of a year has come.
type stage uint8

const (
	opened      stage = iota + 1 // nothing given yet
	halfway                      // a third of the questions are answered
	proven                       // and fresh proofs speak for some of the others, as of no day yet
	answered                     // all questions are
	reviewed                     // and every risk was looked at
	treated                      // nothing is missing but the approval
	submitted                    // with the client's official
	returned                     // and given back with a remark
	approved                     // and approved
	finalized                    // and final
	amendedOnce                  // and an amendment is being made
)

// demoYear is one assessment: so many years ago, begun in that month, and how far it came.
type demoYear struct {
	ago   int
	month time.Month
	stage stage
}

// demoClients have a story each; together they show work in every state.
var demoClients = []demoClient{
	{
		name: "Riverside Family Dental", city: "Dayton", contact: "Lee Park", kind: assessment.CoveredEntity, people: 18, patients: 4200,
		sites: []string{"main", "annex"}, officer: true, looksAhead: true, care: 62,
		years: []demoYear{{2, time.October, finalized}, {1, time.October, finalized}, {0, time.September, proven}},
	},
	{
		name: "Lakeside Pediatrics", city: "Toledo", contact: "Amara Singh", kind: assessment.CoveredEntity, people: 31, patients: 9800,
		sites: []string{"Lakeside", "Perrysburg"}, care: 74,
		years: []demoYear{{2, time.February, finalized}, {1, time.February, finalized}, {0, time.February, finalized}},
	},
	{
		name: "Mercy Ridge Clinic", city: "Akron", contact: "Noor Haddad", kind: assessment.CoveredEntity, people: 64, patients: 22500,
		sites: []string{"Ridge", "Downtown", "Lab"}, officer: true, care: 70,
		screening: &demoScreening{"Practice manager", map[string]assessment.ScreeningAnswer{
			"phi-gives-care":      {Response: assessment.Yes, Note: "Claims go out through the record system."},
			"phi-agreement-asked": {Response: assessment.Yes, Note: "With each vendor."},
		}},
		years: []demoYear{{1, time.August, finalized}, {0, time.August, submitted}},
	},
	{
		name: "Northgate Billing", city: "Columbus", contact: "Ruth Bauer", kind: assessment.BusinessAssociate, people: 22, patients: 61000,
		sites: []string{"office"}, care: 78,
		years: []demoYear{{2, time.May, finalized}, {1, time.May, finalized}, {0, time.June, approved}},
	},
	{
		name: "Harbor Machine Works", city: "Lorain", contact: "Tom Vance", people: 85, sites: []string{"plant"}, noAgreement: true,
		screening: &demoScreening{"Plant manager", map[string]assessment.ScreeningAnswer{
			"phi-customer-covered": {Response: assessment.Yes, Note: "Brackets for two hospitals since spring."},
			"phi-agreement-asked":  {Response: assessment.Yes, Note: "One hospital's buyer sent a HIPAA paper with the last order. Not signed yet."},
			"phi-own-plan":         {Response: assessment.Unknown, Note: "The bookkeeper knows."},
			"phi-plan-large":       {Response: assessment.Unknown},
		}},
	},
	{
		name: "Beck and Lowe Law", city: "Cincinnati", contact: "Ines Lowe", kind: assessment.BusinessAssociate, people: 12, patients: 700,
		sites: []string{"office"}, noAgreement: true, care: 40, years: []demoYear{{0, time.October, opened}},
		screening: &demoScreening{"Partner", map[string]assessment.ScreeningAnswer{
			"phi-customer-covered": {Response: assessment.Yes, Note: "Defends two hospitals."},
			"phi-handles-data":     {Response: assessment.Yes, Note: "Charts come by mail and on discs."},
			"phi-advises":          {Response: assessment.Yes},
			"phi-passes-on":        {Response: assessment.Yes, Note: "A copy shop numbers the pages."},
		}},
	},
	{
		name: "Cedar Orthopedics", city: "Canton", contact: "Paul Iverson", kind: assessment.CoveredEntity, people: 40, patients: 15300,
		sites: []string{"main", "surgery center"}, behind: true, care: 58, years: []demoYear{{1, time.July, finalized}, {0, time.July, answered}},
	},
	{
		name: "Summit Eye Care", city: "Cleveland", contact: "Grace Wu", kind: assessment.CoveredEntity, people: 15, patients: 6400,
		sites: []string{"main"}, care: 66, years: []demoYear{{0, time.September, reviewed}},
	},
	{
		name: "Valley Home Health", city: "Mansfield", contact: "Rosa Diaz", kind: assessment.CoveredEntity, people: 55, patients: 1900,
		sites: []string{"office"}, care: 80, years: []demoYear{{1, time.April, finalized}, {0, time.April, finalized}},
	},
	{
		name: "Pine Street Pharmacy", city: "Lima", contact: "Omar Reed", kind: assessment.CoveredEntity, people: 9, patients: 5100,
		sites: []string{"store"}, care: 68, years: []demoYear{{0, time.October, returned}},
	},
	{
		name: "Quantum Imaging Services", city: "Columbus", contact: "Jo Petrov", kind: assessment.Subcontractor, people: 27, patients: 33000,
		sites: []string{"reading room"}, care: 72, years: []demoYear{{1, time.March, finalized}, {0, time.March, amendedOnce}},
	},
	{
		name: "Oak County Dialysis", city: "Marion", contact: "Bill Castro", kind: assessment.CoveredEntity, people: 120, patients: 2800,
		sites: []string{"Marion", "Galion", "Bucyrus", "Kenton"}, care: 52,
		years: []demoYear{{2, time.November, finalized}, {1, time.November, finalized}, {0, time.October, treated}},
	},
	{
		name: "Granite Claims Administrators", city: "Dublin", contact: "Hana Kim", kind: assessment.BusinessAssociate, people: 75, patients: 240000,
		sites: []string{"headquarters"}, house: true, care: 84, years: []demoYear{{1, time.January, finalized}, {0, time.January, finalized}},
	},
	{
		name: "Fifth Street Accounting", city: "Dayton", contact: "Ray Moss", people: 14, sites: []string{"office"},
		screening: &demoScreening{"Owner", map[string]assessment.ScreeningAnswer{
			"phi-customer-covered": {Response: assessment.Yes, Note: "Eleven dentists."},
			"phi-advises":          {Response: assessment.Yes, Note: "Audits their bills patient by patient."},
		}},
	},
	{
		name: "Elm Street Optometry", city: "Newark", contact: "Ines Quinn", kind: assessment.CoveredEntity, people: 11, patients: 3700,
		sites: []string{"main"}, care: 60, years: []demoYear{{0, time.October, opened}},
		shares: []demoShare{
			{"Ines Quinn", "Owner", "ines@elmstreet.test", 9, 9, -12, 4},
			{"Marta Hale", "Office manager", "marta@elmstreet.test", 7, 3, -16, -2},
			{"Devon Price", "IT lead", "devon@elmstreet.test", 6, 0, -3, 8},
		},
	},
	{
		name: "Saint Brendan Parish", city: "Xenia", contact: "Joan Kelly", people: 21, sites: []string{"parish office"},
		screening: &demoScreening{"Parish secretary", nil},
	},
	{
		name: "Bluebird Therapy", city: "Athens", contact: "Kim Doyle", kind: assessment.CoveredEntity, people: 6, patients: 480,
		sites: []string{"office"}, care: 60, archived: true, years: []demoYear{{2, time.June, finalized}},
	},
}

// client gives the client as it is added.
func (c *demoClient) client(year int) store.Client {
	list := store.Client{
		Facts: assessment.Client{
			Name: c.name, LegalName: c.name + " LLC", Individuals: c.patients, Workforce: c.people,
			Sites: c.sites, Clearinghouse: c.house, PlanSponsor: c.sponsor,
		},
		Details: store.Details{City: c.city, Contact: c.contact, Phone: "555-0142"},
	}
	if c.kind != 0 {
		list.Facts.Kinds = []assessment.EntityKind{c.kind}
	}
	if !c.noAgreement {
		list.AgreedOn = assessment.NewDate(year-3, time.March, 3)
	}
	return list
}
