import Values

extension Goals {
    /// Writes the members of `goals` as the admin API has them: every measure, null where it is not judged, and
    /// `queues`. The same goals are always the same text.
    package func write(to json: inout JSONWriter) {
        for measure in GoalMeasure.allCases {
            json.key(measure.rawValue)
            if let goal = table.general[measure] { goal.write(to: &json) } else { json.null() }
        }
        json.key("queues")
        json.beginObject()
        for (queue, goals) in table.queues {
            json.key(queue)
            json.beginObject()
            for (measure, goal) in goals {
                json.key(measure.rawValue)
                goal.write(to: &json)
            }
            json.endObject()
        }
        json.endObject()
    }

    /// The goals as one JSON object.
    package var text: [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        write(to: &json)
        json.endObject()
        return json.finish()
    }
}

extension Goal {
    /// Writes an object of its thresholds, null where there is none.
    fileprivate func write(to json: inout JSONWriter) {
        json.beginObject()
        if measure.hasAmber { write("amber", amber, to: &json) }
        write("red", red, to: &json)
        json.endObject()
    }

    private func write(_ key: String, _ threshold: Int?, to json: inout JSONWriter) {
        json.key(key)
        switch (threshold, measure.unit) {
        case (nil, _): json.null()
        case (let threshold?, .ratio): json.ratio(Double(threshold) / 10_000)
        case (let threshold?, .whole): json.integer(threshold)
        }
    }
}
