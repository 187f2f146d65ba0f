-- Post comments: every text, name and e-mail of its own, from a file of drafts that bench/ wrote.
-- Arguments: FILE (a draft a line; the mark ~N~ stands for a number that no other post has), FIRST number, ADDRESS to post to,
-- ORIGIN, and maybe a file of cookies, of which each post bears the next.
-- Counts what was answered, by status: 201 is live, 202 is held, anything else is a failure.

local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(arguments)
  drafts, number, answered, refused = {}, tonumber(arguments[2]), {}, ""
  for line in io.lines(arguments[1]) do
    local parts, from = {}, 1
    while true do
      local first, last = line:find("~N~", from, true)
      if not first then break end
      parts[#parts + 1] = line:sub(from, first - 1)
      from = last + 1
    end
    parts[#parts + 1] = line:sub(from)
    drafts[#drafts + 1] = parts
  end
  target = arguments[3]
  headers = { ["Content-Type"] = "application/json", ["Origin"] = arguments[4] }
  cookies = {}
  if arguments[5] then
    for line in io.lines(arguments[5]) do cookies[#cookies + 1] = line end
  end
end

function request()
  number = number + 1
  if #cookies > 0 then headers["Cookie"] = cookies[number % #cookies + 1] end
  return wrk.format("POST", target, headers, table.concat(drafts[number % #drafts + 1], tostring(number)))
end

function response(status, _, body)
  answered[status] = (answered[status] or 0) + 1
  if status >= 300 and refused == "" then refused = body:sub(1, 300) end
end

function done()
  for _, thread in ipairs(threads) do
    local counts = thread:get("answered")
    for status, count in pairs(counts) do io.write(string.format("Answered %d: %d\n", status, count)) end
    if thread:get("refused") ~= "" then io.write("First refusal: " .. thread:get("refused"):gsub("\n", " ") .. "\n") end
  end
end
