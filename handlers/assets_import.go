package handlers

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// showAssetImport asks for a list of assets.
func (s *Server) showAssetImport(w http.ResponseWriter, r *http.Request) error {
	c, err := s.clientAt(r)
	if err != nil {
		return err
	}
	return s.showAssetList(w, r, http.StatusOK, c, templates.AssetImportPage{})
}

func (s *Server) showAssetList(w http.ResponseWriter, r *http.Request, status int, c store.Client, page templates.AssetImportPage) error {
	head := templates.Page{
		Heading: "Import a list of assets", Lead: "You see every row before anything is saved.", Problems: page.Problems, Flash: page.Flash,
		Crumbs: []templates.Crumb{{Label: "Assets", URL: assetsPath(c.ID)}},
	}
	if len(page.Rows) > 0 {
		head.Title = fmt.Sprintf("Check %d rows of a list of assets, %s", len(page.Rows), c.Facts.Name)
	}
	page.Page, page.Client, page.Sites = s.clientFrame(r, c, head), c.ID, c.Facts.Sites
	return s.show(w, r, status, page.View())
}

// showAssetTemplate gives a list to begin with: the columns and two examples.
func (s *Server) showAssetTemplate(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.clientAt(r); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="assets.csv"`)
	out := csv.NewWriter(w)
	out.UseCRLF = true
	return out.WriteAll([][]string{
		assetHeader,
		{"Front desk computers", "workstation", "4", "", "Office manager", "creates; receives; transmits", "no", "yes", ""},
		{"Laptops of the dentists", "laptop", "2", "", "Office manager", "creates; receives; maintains; transmits", "yes", "yes", "One of them is at home"},
	})
}

// postAssetImport shows what would become of each row of a list, and adds the rows that the person ticked there.
func (s *Server) postAssetImport(w http.ResponseWriter, r *http.Request) error {
	k, err := s.assets().kept(r)
	if err != nil {
		return err
	}
	text, err := importText(r)
	if err != nil {
		return s.assetImportFailed(w, r, k.client, text, err)
	}
	list, err := s.readAssets(r, k, text)
	if err != nil {
		return s.assetImportFailed(w, r, k.client, text, err)
	}
	if r.PostForm.Get("do") != "add" {
		return s.showAssetList(w, r, http.StatusOK, k.client, list.page(text, nil))
	}
	return s.addTickedAssets(w, r, k, text, list)
}

// assetImportFailed shows the list that cannot be understood again, so that it can be mended.
func (s *Server) assetImportFailed(w http.ResponseWriter, r *http.Request, c store.Client, text string, cause error) error {
	list, err := problems(cause, func(string) string { return "text" })
	if err != nil {
		return err
	}
	page := templates.AssetImportPage{Text: text}
	page.Problems = list
	return s.showAssetList(w, r, statusOf(cause), c, page)
}

// addTickedAssets adds the ticked rows, all of them or none. What has a problem stays on the page to be mended.
func (s *Server) addTickedAssets(w http.ResponseWriter, r *http.Request, k kept[assessment.Asset], text string, list assetList) error {
	ticked := list.ticked(r.PostForm["row"])
	if len(ticked) == 0 {
		page := list.page(text, ticked)
		page.Problems = []templates.Problem{{Field: "rows", What: "Tick at least one row to add."}}
		return s.showAssetList(w, r, http.StatusUnprocessableEntity, k.client, page)
	}
	added := make([]store.Record[assessment.Asset], len(ticked))
	for i, row := range ticked {
		added[i].Value = row.asset
	}
	if _, err := s.store.SaveAssets(r.Context(), scopeOf(r), k.client.ID, added...); err != nil {
		return err
	}
	flash := fmt.Sprintf("Added %d assets.", len(added))
	if len(added) == 1 {
		flash = "Added “" + added[0].Value.Name + "”."
	}
	left := list.leftover()
	if left == "" {
		return s.done(w, r, assetsPath(k.client.ID), flash)
	}
	rest, err := s.readAssets(r, kept[assessment.Asset]{client: k.client}, left)
	if err != nil {
		return err
	}
	page := rest.page(left, nil)
	page.Flash = flash + " The rows below were not: mend them and check again."
	return s.showAssetList(w, r, http.StatusOK, k.client, page)
}

// assetList is a list of assets that somebody brought along, with what would become of each row.
type assetList struct {
	table
	rows []assetRow
}

// assetRow is a row of the list.
type assetRow struct {
	tableRow
	asset    assessment.Asset
	there    bool // an asset of that name, kind and site is there already
	problems []assessment.Problem
}

func (row *assetRow) bad(column, format string, args ...any) {
	row.problems = append(row.problems, assessment.Problem{Path: column, What: fmt.Sprintf(format, args...)})
}

// good reports whether the row can be added.
func (row *assetRow) good() bool { return !row.there && len(row.problems) == 0 }

// readAssets understands a list of assets.
func (s *Server) readAssets(r *http.Request, k kept[assessment.Asset], text string) (assetList, error) {
	t, err := readTable(text, assetColumns())
	if err != nil {
		return assetList{}, err
	}
	for _, column := range []string{"name", "kind"} {
		if !slices.Contains(t.header, column) {
			return assetList{}, invalidTable("The list has no column for the %s of the assets. Call it %s in the first row.", column, column)
		}
	}
	if len(t.rows) == 0 {
		return assetList{}, invalidTable("The list has the names of the columns and no rows. Put the assets under them, one a row.")
	}
	word, err := s.store.Inventory(r.Context(), scopeOf(r), k.client.ID)
	if err != nil {
		return assetList{}, err
	}
	list := assetList{table: t}
	for _, line := range t.rows {
		row := readAssetRow(line, k.client.Facts.Sites)
		row.there = slices.ContainsFunc(k.values(), row.same)
		if slices.Contains(word.Value.None, row.asset.Kind) {
			row.bad("kind", "The inventory says that there is none of this kind. Take the tick out there first.")
		}
		list.rows = append(list.rows, row)
	}
	return list, s.checkAssetRows(r, k.client, list.rows)
}

// same reports whether an asset is the one of the row, by what tells assets apart.
func (row *assetRow) same(a assessment.Asset) bool {
	return store.SameName(a.Name, row.asset.Name) && a.Kind == row.asset.Kind && a.Site == row.asset.Site
}

// checkAssetRows notes with each row what the core finds wrong with it and nothing else did.
func (s *Server) checkAssetRows(r *http.Request, c store.Client, rows []assetRow) error {
	drafts, err := s.drafts(r, c)
	if err != nil {
		return err
	}
	assets := make([]assessment.Asset, len(rows))
	for i := range rows {
		assets[i] = rows[i].asset
	}
	for _, d := range drafts {
		d.content.Assets = assets
		for _, p := range d.content.Check(d.catalog) {
			var n int
			var column string
			if _, err := fmt.Sscanf(p.Path, "assets[%d].%s", &n, &column); err != nil || n >= len(rows) {
				continue
			}
			if !slices.ContainsFunc(rows[n].problems, func(known assessment.Problem) bool { return known.Path == column }) {
				rows[n].bad(column, "%s", p.What)
			}
		}
	}
	return nil
}

// ticked gives the good rows that the person left ticked, by the numbers of their lines.
func (l assetList) ticked(lines []string) []assetRow {
	var list []assetRow
	for i := range l.rows {
		if l.rows[i].good() && slices.Contains(lines, strconv.Itoa(l.rows[i].line)) {
			list = append(list, l.rows[i])
		}
	}
	return list
}

// leftover writes the rows that have a problem as a list of their own, empty where there are none.
func (l assetList) leftover() string {
	var b strings.Builder
	records := [][]string{l.header}
	for i := range l.rows {
		row := &l.rows[i]
		if row.there || row.good() {
			continue
		}
		cells := make([]string, len(l.header))
		for n, column := range l.header {
			cells[n] = row.cells[column]
		}
		records = append(records, append(cells, row.beyond...))
	}
	if len(records) == 1 || csv.NewWriter(&b).WriteAll(records) != nil {
		return ""
	}
	return strings.Trim(b.String(), "\n")
}

// page shows the rows. Those that can be added are ticked, or where the person chose already, those that were.
func (l assetList) page(text string, chosen []assetRow) templates.AssetImportPage {
	page := templates.AssetImportPage{Text: text, Unknown: l.unknown}
	for i := range l.rows {
		row := &l.rows[i]
		ticked := chosen == nil || slices.ContainsFunc(chosen, func(c assetRow) bool { return c.line == row.line })
		line := templates.AssetImportRow{
			Line: row.line, AssetLine: templates.AssetLine{Asset: row.asset}, There: row.there, Good: row.good(), Ticked: row.good() && ticked,
		}
		for _, p := range row.problems {
			line.Problems = append(line.Problems, templates.Problem{Field: p.Path, What: p.What})
		}
		page.Rows = append(page.Rows, line)
	}
	return page
}
