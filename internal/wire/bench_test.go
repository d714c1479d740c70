package wire

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"testing"
)

func BenchmarkAppend(b *testing.B) {
	values := []struct {
		name string
		v    Value
	}{{"int", Int(1234567)}, {"float", Float(0.123456)}, {"small", Float(1.5e-9)}}
	var buf []byte
	for _, bb := range values {
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				buf = bb.v.Append(buf[:0])
			}
		})
	}
	b.Run("strconv", func(b *testing.B) {
		for b.Loop() {
			buf = strconv.AppendFloat(buf[:0], 0.123456, 'g', -1, 64)
		}
	})
}

// A frame and a foreign pipe of 1000 lines, parsed into a snapshot that is used
// again; beside it, splitting it into lines.
func BenchmarkParse(b *testing.B) {
	frame := &Frame{Program: "webapp", Start: 1790000000.5}
	for i := range 500 {
		frame.Counters.Line(fmt.Sprintf(`http_requests_total{route="/r/%d"}`, i), Int(int64(i)*977))
		frame.Gauges.Line(fmt.Sprintf("gauge_%d", i), Float(float64(i)/7))
	}
	foreign := slices.Concat(frame.Gauges.text, frame.Counters.text)
	framed := frame.Text()
	for _, bb := range []struct {
		name string
		text []byte
	}{{"framed", framed}, {"foreign", foreign}} {
		b.Run(bb.name, func(b *testing.B) {
			var s Snapshot
			b.SetBytes(int64(len(bb.text)))
			for b.Loop() {
				if err := s.Parse(bb.text); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(1000*float64(b.N)/b.Elapsed().Seconds(), "lines/s")
		})
	}
	b.Run("bytes.Lines", func(b *testing.B) {
		b.SetBytes(int64(len(framed)))
		for b.Loop() {
			for range bytes.Lines(framed) {
			}
		}
		b.ReportMetric(1005*float64(b.N)/b.Elapsed().Seconds(), "lines/s")
	})
}

func BenchmarkBin(b *testing.B) {
	samples := make([]float64, 1024)
	for i := range samples {
		samples[i] = float64(i*i) * 1e-5
	}
	for _, bb := range []struct {
		name string
		bin  func(float64) int
	}{
		{"table", Bin},
		{"binary search", func(x float64) int {
			i, _ := slices.BinarySearch(edges[:], x)
			return i
		}},
	} {
		b.Run(bb.name, func(b *testing.B) {
			sum, i := 0, 0
			for b.Loop() {
				sum += bb.bin(samples[i%len(samples)])
				i++
			}
			if sum == 0 {
				b.Error("all samples are below zero")
			}
		})
	}
}
