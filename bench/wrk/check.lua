-- Ask by Akismet's protocol whether texts are spam: each of another address and person.
-- Arguments: FILE (a text a line, escaped as in a form), KEY.
-- Counts what was answered: true, false, anything else is a failure.

local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(arguments)
  texts, number, spam, honest, failed, refused = {}, 0, 0, 0, 0, ""
  for line in io.lines(arguments[1]) do texts[#texts + 1] = line end
  start = "blog=https%3A%2F%2Fblog.example%2F&blog_lang=en_US&blog_charset=UTF-8&comment_type=comment"
    .. "&user_agent=Mozilla%2F5.0+%28X11%3B+Linux+x86_64%29&referrer=https%3A%2F%2Fblog.example%2F&api_key=" .. arguments[2]
  headers = { ["Content-Type"] = "application/x-www-form-urlencoded" }
end

function request()
  number = number + 1
  local body = string.format(
    "%s&user_ip=198.%d.%d.%d&comment_author=Reader+%d&comment_author_email=reader%d%%40mail.example"
      .. "&permalink=https%%3A%%2F%%2Fblog.example%%2Fthe-ferry-%d%%2F&comment_content=%s",
    start, math.random(18, 90), math.random(0, 255), math.random(1, 254), number % 5000, number % 5000, number % 50,
    texts[number % #texts + 1]
  )
  return wrk.format("POST", "/1.1/comment-check", headers, body)
end

function response(status, _, body)
  if status == 200 and body == "true" then spam = spam + 1
  elseif status == 200 and body == "false" then honest = honest + 1
  else failed, refused = failed + 1, status .. " " .. body end
end

function done(summary, latency)
  local all = { spam = 0, honest = 0, failed = 0 }
  for _, thread in ipairs(threads) do
    for name in pairs(all) do all[name] = all[name] + thread:get(name) end
    if thread:get("failed") > 0 then io.write("refused: ", thread:get("refused"), "\n") end
  end
  io.write(string.format(
    "checks %d in %.3f s: %.0f/s; spam %d, honest %d, failed %d; p50 %.2f ms, p99 %.2f ms\n",
    summary.requests, summary.duration / 1e6, summary.requests / summary.duration * 1e6,
    all.spam, all.honest, all.failed, latency:percentile(50) / 1000, latency:percentile(99) / 1000
  ))
end
