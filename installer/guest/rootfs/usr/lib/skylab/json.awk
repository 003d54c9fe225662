# Prints each string, number and literal of a JSON document as "path<TAB>value". Newlines in values stay written \n.
function unescape(text) {
    text = substr(text, 2, length(text) - 2)
    gsub(/\\\//, "/", text)
    gsub(/\\"/, "\"", text)
    gsub(/\\\\/, "\\", text)
    return text
}
function leave() { if (depth > 0) depth-- }
function path(   i, text) {
    for (i = 1; i <= depth; i++) text = text (i > 1 ? "." : "") name[i]
    return text
}
{ text = text $0 "\n" }
END {
    while (match(text, /^[ \t\r\n]*("([^"\\]|\\.)*"|[][{}:,]|[^][{}:," \t\r\n]+)/)) {
        token = substr(text, 1, RLENGTH)
        text = substr(text, RLENGTH + 1)
        sub(/^[ \t\r\n]+/, "", token)
        first = substr(token, 1, 1)
        if (first == "{" || first == "[") {
            list[++depth] = first == "["
            name[depth] = 0
            isKey = first == "{"
        } else if (first == "}" || first == "]") {
            leave()
            isKey = 0
        } else if (first == ",") {
            if (list[depth]) name[depth]++
            else isKey = 1
        } else if (first == ":") {
            isKey = 0
        } else if (isKey) {
            name[depth] = unescape(token)
        } else {
            print path() "\t" (first == "\"" ? unescape(token) : token)
        }
    }
}
