-- Asks for the paths of a file, one after another, and tells what came of it as one line of JSON.

local requests, at = {}, 0

function init(args)
   for path in io.lines(args[1]) do
      requests[#requests + 1] = wrk.format("GET", path)
   end
end

function request()
   at = at % #requests + 1
   return requests[at]
end

function done(summary, latency, _)
   local errors = summary.errors
   io.write(string.format(
      '{"requests":%d,"seconds":%f,"bytes":%d,"p50":%f,"p90":%f,"p99":%f,"max":%f,' ..
      '"not_ok":%d,"broken":%d,"timeout":%d}\n',
      summary.requests, summary.duration / 1e6, summary.bytes,
      latency:percentile(50) / 1e3, latency:percentile(90) / 1e3, latency:percentile(99) / 1e3,
      latency.max / 1e3, errors.status,
      errors.connect + errors.read + errors.write, errors.timeout))
end
