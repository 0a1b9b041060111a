package main

import (
	"bytes"
	"fmt"
	"html"

	"safeguard/assessment/report"
)

// style is as near to the reports as a few lines get: the same paper, letters and tables.
const style = `@page{size:letter;margin:24mm 18mm 20mm}body{font:10pt "Liberation Sans",Arial,sans-serif}h1{font-size:17pt}h2{font-size:13pt}h3{font-size:11pt}
table{width:100%;border-collapse:collapse;font-size:8.5pt}th{text-align:left;background:#f4f6f8}td,th{padding:1mm;border-bottom:.15mm solid #e3e6ea;vertical-align:top}
thead{display:table-header-group}tr{break-inside:avoid}h1,h2,h3{break-after:avoid}.right{text-align:right}.muted{font-size:8.5pt;color:#5c5c5c}
.boxed{background:#f4f6f8;border-left:1.4mm solid #0559ab;padding:2mm 4mm}dt{font-weight:bold}`

// page is a document as HTML that is being written.
type page struct{ bytes.Buffer }

// htmlOf gives a document as a page that a browser prints.
func htmlOf(d *report.Document) []byte {
	var p page
	fmt.Fprintf(&p, `<!doctype html><html lang="en-US"><meta charset="utf-8"><title>%s</title><style>%s</style>`, html.EscapeString(d.Title), style)
	p.element("h1", d.Title)
	p.element("p", d.Subtitle)
	p.element("p", d.Cover.Lead)
	p.facts(d.Cover.Facts)
	p.blocks(d.Blocks)
	p.element("footer", d.Foot)
	return p.Bytes()
}

func (p *page) element(name, text string) {
	fmt.Fprintf(p, "<%s>%s</%[1]s>\n", name, html.EscapeString(text))
}

func (p *page) blocks(list []report.Block) {
	for _, b := range list {
		switch b := b.(type) {
		case report.Heading:
			p.element(fmt.Sprintf("h%d", b.Level), b.Text)
		case report.Text:
			p.text(b)
		case report.List:
			p.WriteString("<ul>")
			for _, item := range b.Items {
				p.element("li", item)
			}
			p.WriteString("</ul>")
		case report.Facts:
			p.facts(b.Rows)
		case report.Table:
			p.table(b)
		case report.Figure:
			p.figure(b)
		case report.Together:
			p.blocks(b.Blocks)
		}
	}
}

func (p *page) text(t report.Text) {
	class := map[report.Tone]string{report.Plain: "plain", report.Muted: "muted", report.Boxed: "boxed"}[t.Tone]
	fmt.Fprintf(p, `<p class="%s">`, class)
	if t.Lead != "" {
		p.element("b", t.Lead)
	}
	fmt.Fprintf(p, "%s</p>\n", html.EscapeString(t.Text))
}

func (p *page) facts(rows []report.Fact) {
	p.WriteString("<dl>")
	for _, f := range rows {
		p.element("dt", f.Label)
		p.element("dd", f.Value)
	}
	p.WriteString("</dl>")
}

func (p *page) table(t report.Table) {
	p.WriteString("<table><thead><tr>")
	sum := 0.0
	for _, c := range t.Columns {
		sum += c.Width
	}
	for _, c := range t.Columns {
		fmt.Fprintf(p, `<th style="width:%.1f%%">%s</th>`, c.Width/sum*100, html.EscapeString(c.Title))
	}
	p.WriteString("</tr></thead><tbody>\n")
	for _, row := range t.Rows {
		p.row(t, row)
	}
	p.WriteString("</tbody></table>\n")
}

func (p *page) row(t report.Table, row report.Row) {
	if row.Group != "" {
		fmt.Fprintf(p, `<tr><th colspan="%d">%s</th></tr>`, len(t.Columns), html.EscapeString(row.Group))
		return
	}
	p.WriteString("<tr>")
	for i, c := range row.Cells {
		class := ""
		if i < len(t.Columns) && t.Columns[i].Right {
			class = ` class="right"`
		}
		fmt.Fprintf(p, "<td%s>", class)
		if c.Level != 0 {
			paint := report.PaintOf(c.Level)
			fmt.Fprintf(p, `<b style="background:%s;color:%s">%s</b>`, css(paint.Fill), css(paint.Text), c.Level.Title())
		}
		p.WriteString(html.EscapeString(c.Text) + "</td>")
	}
	p.WriteString("</tr>\n")
}

func (p *page) figure(f report.Figure) {
	width, height := f.Chart.Size()
	fmt.Fprintf(p, `<svg xmlns="http://www.w3.org/2000/svg" width="%.1fmm" height="%.1fmm" viewBox="0 0 %[1]f %[2]f">`, width, height)
	f.Chart.Draw(drawing{p})
	p.WriteString("</svg>\n")
	p.text(report.Text{Text: f.Caption, Tone: report.Muted})
}

// drawing lets a chart draw on a page, as SVG.
type drawing struct{ page *page }

// Rect implements report.Canvas.
func (d drawing) Rect(x, y, w, h float64, fill, border report.Color) {
	fmt.Fprintf(d.page, `<rect x="%.2f" y="%.2f" width="%.2f" height="%.2f" fill="%s" stroke="%s" stroke-width=".3"/>`, x, y, w, h, css(fill), css(border))
}

// Line implements report.Canvas.
func (d drawing) Line(x1, y1, x2, y2 float64, c report.Color) {
	fmt.Fprintf(d.page, `<line x1="%.2f" y1="%.2f" x2="%.2f" y2="%.2f" stroke="%s" stroke-width=".3"/>`, x1, y1, x2, y2, css(c))
}

// Write implements report.Canvas. A point is 25.4 / 72 mm.
func (d drawing) Write(x, y, size float64, bold bool, align int, c report.Color, text string) {
	anchor := [...]string{"start", "middle", "end"}[align+1]
	weight := map[bool]string{true: "bold", false: "normal"}[bold]
	fmt.Fprintf(d.page, `<text x="%.2f" y="%.2f" font-size="%.2f" font-weight="%s" text-anchor="%s" fill="%s">%s</text>`,
		x, y+size*0.127, size*25.4/72, weight, anchor, css(c), html.EscapeString(text))
}

func css(c report.Color) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }
