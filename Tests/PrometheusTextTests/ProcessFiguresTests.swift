import Testing

@testable import PrometheusText

@Suite("What Linux says about the process")
struct ProcessFiguresTests {
    @Test("fields are counted from the end of the program's name, whatever it holds")
    func stat() {
        let stat =
            "4242 (wall) board (x)) S 1 4242 4242 0 -1 4194560 1 0 0 0 250 50 0 0 20 0 9 0 6000 104857600 2560 18446744073709551615 1"
        let figures = ProcessFigures(
            stat: stat, system: "cpu 1 2\nbtime 1700000000\nprocesses 5\n", ticksPerSecond: 100, pageBytes: 4_096)
        #expect(figures?.cpuSeconds == 3)
        #expect(figures?.residentBytes == 2_560 * 4_096)
        #expect(figures?.virtualBytes == 104_857_600)
        #expect(figures?.startSeconds == 1_700_000_060)
    }

    @Test("another form is refused", arguments: ["", "1 (a) S 1", "1 a S 1 2 3"])
    func otherForms(stat: String) {
        #expect(ProcessFigures(stat: stat, system: "btime 1\n", ticksPerSecond: 100, pageBytes: 1) == nil)
    }

    @Test("the limit in force is the first of the two; unlimited is none")
    func limits() {
        let text = "Limit    Soft Limit  Hard Limit  Units\nMax open files            1024      524288     files\n"
        #expect(ProcessFigures.maxDescriptors(limits: text) == 1_024)
        #expect(
            ProcessFigures.maxDescriptors(limits: "Max open files            unlimited            unlimited files\n")
                == nil)
        #expect(ProcessFigures.maxDescriptors(limits: "") == nil)
    }

    @Test("this process has memory, descriptors and a beginning")
    func thisProcess() async {
        let registry = MetricRegistry(ProcessMetrics.descriptions)
        registry.collect(ProcessMetrics.collect)
        let values = await registry.text().split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
            line.split(separator: " ")
        }
        #expect(values.map { String($0[0]) } == ProcessMetrics.descriptions.map(\.name).sorted())
        for value in values { #expect(Double(value[1]).map { $0 > 0 } == true, "\(value[0])") }
    }
}
