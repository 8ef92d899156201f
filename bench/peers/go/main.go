// usage: bench render|serve SERIES changed|same MILLISECONDS|PORT
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

const (
	families = 10
	rounds   = 4
)

func valueOf(index int, random float64) float64 {
	switch kind := index % 4; {
	case kind < 2:
		return math.Floor(random * 1e6)
	case kind == 2:
		return math.Floor(random*1e6) / 1000
	}
	return random * 1000
}

func valuesOf(round, perFamily int) []float64 {
	state := uint32(round*7919 + 17)
	values := make([]float64, 0, families*perFamily)
	for range families {
		for index := range perFamily {
			state = state*1664525 + 1013904223
			values = append(values, valueOf(index, float64(state)/(1<<32)))
		}
	}
	return values
}

// gauges are the series and what sets them to the next values.
type gauges struct {
	registry *prometheus.Registry
	children []prometheus.Gauge
	states   [][]float64
	round    int
}

func newGauges(count int) *gauges {
	perFamily := (count + families - 1) / families
	g := &gauges{registry: prometheus.NewRegistry()}
	for family := range families {
		vector := prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: fmt.Sprintf("bench_gauge_%d", family),
			Help: fmt.Sprintf("Benchmark gauge number %d.", family),
		}, []string{"instance", "job", "path"})
		g.registry.MustRegister(vector)
		for index := range perFamily {
			g.children = append(g.children, vector.WithLabelValues(
				fmt.Sprintf("host-%04d.example.com:9100", index%50),
				fmt.Sprintf("job-%d", index%7),
				fmt.Sprintf("/api/v1/resource/%d", index)))
		}
	}
	for round := range rounds {
		g.states = append(g.states, valuesOf(round, perFamily))
	}
	g.next()
	return g
}

func (g *gauges) next() {
	for index, value := range g.states[g.round%rounds] {
		g.children[index].Set(value)
	}
	g.round++
}

// discarded is a response that only counts its bytes.
type discarded struct {
	header http.Header
	bytes  int
}

func (d *discarded) Header() http.Header { return d.header }
func (d *discarded) WriteHeader(int)     {}
func (d *discarded) Write(bytes []byte) (int, error) {
	d.bytes += len(bytes)
	return len(bytes), nil
}

// cpuTime is what all threads of this process have taken so far.
func cpuTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		log.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func render(g *gauges, changed bool, budget time.Duration) {
	handler := promhttp.HandlerFor(g.registry, promhttp.HandlerOpts{})
	size := 0
	scrape := func() float64 {
		if changed {
			g.next()
		}
		response := &discarded{header: http.Header{}}
		request := httptest.NewRequest(http.MethodGet, "/metrics", nil)
		started := cpuTime()
		handler.ServeHTTP(response, request)
		elapsed := cpuTime() - started
		size = response.bytes
		return float64(elapsed.Nanoseconds()) / 1e6
	}
	for warmed := time.Now().Add(budget / 3); time.Now().Before(warmed); {
		scrape()
	}
	var times []float64
	for end := time.Now().Add(budget); time.Now().Before(end) || len(times) < 5; {
		times = append(times, scrape())
	}
	slices.Sort(times)
	result, err := json.Marshal(map[string]any{
		"median": times[len(times)/2], "min": times[0], "max": times[len(times)-1],
		"bytes": size, "count": len(times),
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(result))
}

func serve(g *gauges, changed bool, port int) {
	handler := promhttp.HandlerFor(g.registry, promhttp.HandlerOpts{})
	http.HandleFunc("/-/healthy", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "healthy") })
	http.HandleFunc("/metrics", func(w http.ResponseWriter, r *http.Request) {
		if changed {
			g.next()
		}
		handler.ServeHTTP(w, r)
	})
	log.Fatal(http.ListenAndServe(fmt.Sprintf("127.0.0.1:%d", port), nil))
}

func main() {
	if len(os.Args) != 5 {
		log.Fatal("usage: bench render|serve SERIES changed|same MILLISECONDS|PORT")
	}
	count, err := strconv.Atoi(os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	last, err := strconv.Atoi(os.Args[4])
	if err != nil {
		log.Fatal(err)
	}
	g := newGauges(count)
	changed := os.Args[3] == "changed"
	if os.Args[1] == "render" {
		render(g, changed, time.Duration(last)*time.Millisecond)
		return
	}
	serve(g, changed, last)
}
