-- Read addresses from a file, one path a line, in turn. Arguments: FILE, then NAME VALUE pairs of headers.

function init(arguments)
  local headers = {}
  for i = 2, #arguments - 1, 2 do headers[arguments[i]] = arguments[i + 1] end
  ready, nth = {}, 0
  for path in io.lines(arguments[1]) do
    ready[#ready + 1] = wrk.format("GET", path, headers)
  end
end

function request()
  nth = nth % #ready + 1
  return ready[nth]
end
