package main

import (
	"bytes"
	"fmt"
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/plotutil"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

const (
	tilesInRow = 3
	tileWidth  = 3.4 * vg.Inch
	tileHeight = 2.8 * vg.Inch
	margin     = vg.Length(8)

	legendLine = 0.06 // of the height of a tile's axis
)

// picture draws the curves of all tables that have one, on logarithmic scales.
func picture(all []section) ([]byte, error) {
	var tiles [][]*plot.Plot
	for _, s := range all {
		if s.curve == "" {
			continue
		}
		p, err := s.plot()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.name, err)
		}
		if last := len(tiles) - 1; last < 0 || len(tiles[last]) == tilesInRow {
			tiles = append(tiles, nil)
		}
		tiles[len(tiles)-1] = append(tiles[len(tiles)-1], p)
	}
	for last := len(tiles) - 1; len(tiles[last]) < tilesInRow; {
		tiles[last] = append(tiles[last], nil) // left empty
	}
	return svg(tiles)
}

func svg(tiles [][]*plot.Plot) ([]byte, error) {
	canvas := vgsvg.New(tilesInRow*tileWidth, vg.Length(len(tiles))*tileHeight)
	whole := draw.New(canvas)
	whole.SetColor(color.White)
	whole.Fill(whole.Rectangle.Path())
	grid := draw.Tiles{
		Rows: len(tiles), Cols: tilesInRow, PadX: 2 * margin, PadY: 2 * margin,
		PadTop: margin, PadBottom: margin, PadLeft: margin, PadRight: margin,
	}
	places := plot.Align(tiles, grid, whole)
	for i, row := range tiles {
		for j, p := range row {
			if p != nil {
				p.Draw(places[i][j])
			}
		}
	}
	var b bytes.Buffer
	_, err := canvas.WriteTo(&b)
	return b.Bytes(), err
}

// plot draws one curve for each of those who were measured at several points.
func (s *section) plot() (*plot.Plot, error) {
	p := plot.New()
	p.Title.Text = s.perItem
	p.X.Label.Text = s.curve
	p.X.Scale, p.Y.Scale = plot.LogScale{}, plot.LogScale{}
	p.X.Tick.Marker, p.Y.Tick.Marker = ticks{}, ticks{unit: "s"}
	p.Legend.Top, p.Legend.Left = true, true
	p.Legend.TextStyle.Font.Size = 7
	curves := 0
	for i, row := range s.rows {
		points := s.points(row)
		if len(points) < 2 {
			continue
		}
		line, dots, err := plotter.NewLinePoints(points)
		if err != nil {
			return nil, err
		}
		line.Color, dots.Color = plotutil.Color(i), plotutil.Color(i)
		line.Dashes, dots.Shape = plotutil.Dashes(i), plotutil.Shape(i)
		if i == 0 {
			line.Width = 2 // ours
		}
		dots.Radius = 2
		p.Add(line, dots)
		p.Legend.Add(row, line, dots)
		curves++
	}
	// Room for the legend above the curves: the part of the height that it takes.
	part := legendLine * float64(curves)
	p.Y.Max *= math.Pow(p.Y.Max/p.Y.Min, part/(1-part))
	p.Y.Min, p.Y.Max = round(p.Y.Min), 1/round(1/p.Y.Max)
	return p, nil
}

// points are the times of one row. Where two columns have the same number, the
// first is the one on the curve.
func (s *section) points(row string) (points plotter.XYs) {
	seen := map[float64]bool{}
	for _, c := range s.columns {
		value, ok := s.median(row, c)
		if !ok || c.unit != timed || c.n == 0 || seen[c.n] {
			continue
		}
		seen[c.n] = true
		points = append(points, plotter.XY{X: c.n, Y: value})
	}
	return points
}
