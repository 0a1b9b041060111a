package handlers

import (
	"fmt"
	"net/http"
)

// How much a request may carry, in bytes.
const (
	formBody = 256 << 10 // a form with a few texts
	listBody = 4 << 20   // a list that is brought in, or a form with many texts or with long ones in any script
	logoBody = 16 << 20  // a picture of up to picture.MaxBytes, with the same room
	fileBody = 64 << 20  // a file of up to largestFile, and so much more that one too large is answered and not cut off
)

// bodies says which routes take more than a form does.
var bodies = map[string]int64{
	"POST /campaigns/import":                                    listBody,
	"POST /campaigns/new":                                       listBody,
	"POST /clients/import":                                      listBody,
	"POST /clients/{client}/assets/import":                      listBody,
	"POST /clients/{client}/screenings/{year}":                  listBody,
	"PUT /assessments/{assessment}/answers/{question}":          listBody,
	"POST /assessments/{assessment}/answers/{question}":         listBody,
	"POST /assessments/{assessment}/decisions/{citation}":       listBody,
	"POST /assessments/{assessment}/risks/review":               listBody,
	"POST /assessments/{assessment}/sections/{section}/confirm": listBody,
	"POST /assessments/{assessment}/readiness/{questionnaire}":  listBody,
	"POST /assessments/{assessment}/scope":                      listBody,
	"POST /assessments/{assessment}/plan":                       listBody,
	"POST /clients/{client}/edit/logo":                          logoBody,
	"POST /admin/settings/logo":                                 logoBody,
	"POST /assessments/{assessment}/shares/{share}":             listBody,
	"POST /clients/{client}/shares/{share}":                     listBody,
	"POST /clients/{client}/evidence/{proof}/files":             fileBody,
	"POST /shared/questions/{question}":                         listBody, // a note for each site
	"POST /shared/questions/{question}/files":                   fileBody,
	"POST /verify": fileBody,
}

// bodyOf gives how much a request to a route may carry.
func (rt *route) bodyOf() int64 {
	if most, ok := bodies[rt.method+" "+rt.pattern]; ok {
		return most
	}
	return formBody
}

// limited cuts a request off that carries more.
func limited(most int64, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, most)
		next.ServeHTTP(w, r)
	})
}

// inBytes gives a size of whole kilobytes or megabytes in words.
func inBytes(n int64) string {
	if n >= 1<<20 {
		return fmt.Sprintf("%d MB", n>>20)
	}
	return fmt.Sprintf("%d KB", n>>10)
}
