"""A morning at a call centre as events, for pictures: a few queues, a dozen agents, callers who come, wait and give up."""

import heapq
from datetime import datetime, timezone

from feed import event

QUEUES = [("Customer service", 5), ("New customers", 2), ("Orders", 3), ("Stock trading", 2), ("Technical help", 2)]
AGENTS = ["Anna Bell", "Ben Okafor", "Carla Núñez", "Dev Patel", "Elif Kaya", "Finn Murphy", "Grace Adeyemi",
          "Henry Clarke", "Imogen Brooks", "Jonas Dubois", "Karolina Evans", "Liam Osei", "Mei Tanaka", "Noah Weber",
          "Orla Byrne"]  # fmt: skip
#: Seconds.
RING, WRAP_UP, PATIENCE = 4, 25, 150


def busy_morning(rng, hours=4.5, calls_an_hour=190):
    """Events from `hours` ago until now, oldest first; some calls go on, and some callers wait."""
    base, began = datetime.now(timezone.utc), -hours * 3600
    steps = [(began, "agent.state", None, {"agent": agent, "state": "available"}) for agent in AGENTS]
    away = {"Henry Clarke": ("paused", "Lunch"), "Orla Byrne": ("loggedOut", None)}
    steps += [(-640 - 500 * number, "agent.state", None, {"agent": agent, "state": state,
               **({"pauseReason": reason} if reason else {})})
              for number, (agent, (state, reason)) in enumerate(away.items())]  # fmt: skip
    free = [(began, agent) for agent in AGENTS if agent not in away]
    heapq.heapify(free)
    at, number = began, 0
    while True:
        # Fewer at first, most after two hours, and a rush at the end.
        done = (at - began) / -began
        load = 1.5 if at > -240 else 0.45 + 1.1 * min(done, 1 - done) * 2 ** 0.5
        at += rng.expovariate(calls_an_hour * load / 3600)
        if at > -3:
            break
        number += 1
        call, queue = f"call-{number}", rng.choices([name for name, _ in QUEUES], [weight for _, weight in QUEUES])[0]
        steps.append((at, "call.queued", call, {"queue": queue, "direction": "inbound",
                                                "caller": f"+44 20 7946 {rng.randrange(1, 999):04d}"}))  # fmt: skip
        answered = max(at + RING + 2, free[0][0] + RING)
        patience = rng.expovariate(1 / PATIENCE)
        if answered - at > patience:
            steps.append((at + patience, "call.ended", call, {"reason": "caller"}))
            continue
        agent = heapq.heappop(free)[1]
        ended = answered + max(20, rng.lognormvariate(5.1, 0.6))
        steps += [(answered - RING, "call.ringing", call, {"agent": agent}),
                  (answered, "call.answered", call, {"agent": agent}),
                  (ended, "call.ended", call, {"reason": rng.choice(["caller", "agent"])}),
                  (ended, "agent.state", None, {"agent": agent, "state": "wrapUp"}),
                  (ended + WRAP_UP, "agent.state", None, {"agent": agent, "state": "available"})]  # fmt: skip
        if rng.random() < 0.12:
            held = rng.uniform(answered + 5, ended - 5)
            steps.append((held, "call.held", call, {"agent": agent}))
            if held + 30 < ended:
                steps.append((held + 30, "call.retrieved", call, {"agent": agent}))
        heapq.heappush(free, (ended + WRAP_UP, agent))
    # Some callers still wait, in whichever queue.
    for number, (queue, waited) in enumerate([(QUEUES[0][0], 94), (QUEUES[3][0], 41), (QUEUES[0][0], 12)]):
        steps.append((-waited, "call.queued", f"waiting-{number}", {
            "queue": queue, "direction": "inbound", "caller": f"+44 20 7946 0{117 + 191 * number}"}))  # fmt: skip
    return [event(kind, call, moment, base, **fields)
            for moment, kind, call, fields in sorted(steps, key=lambda step: step[0]) if moment <= 0]  # fmt: skip
