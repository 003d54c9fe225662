# Turns the simplest #cloud-config into a shell script: hostname, ssh_authorized_keys, password, write_files and runcmd,
# in block style; runcmd's items may be flow lists. Other keys are left out with a line on the console.
function quoted(text) {
    gsub(/'/, "'\\''", text)
    return "'" text "'"
}
function plain(text) {                          # a scalar without its quotes and comment
    gsub(/^[ \t]+|[ \t\r]+$/, "", text)
    if (text ~ /^".*"$/ || text ~ /^'.*'$/) return substr(text, 2, length(text) - 2)
    sub(/[ \t]+#.*$/, "", text)
    return text
}
function command(text,   words, count, i, line) {
    if (text !~ /^\[.*\]$/) return plain(text)
    count = split(substr(text, 2, length(text) - 2), words, /, */)
    for (i = 1; i <= count; i++) line = line (i > 1 ? " " : "") quoted(plain(words[i]))
    return line
}
function setting(key, value) {
    if (key == "hostname") print "hostname " quoted(value) "; echo " quoted(value) " > /etc/hostname"
    else if (key == "password") print "echo " quoted("skylab:" value) " | chpasswd"
    else if (value != "" || key !~ /^(runcmd|ssh_authorized_keys|write_files)$/)
        print "echo " quoted("cloud-config: " key " is not understood here")
}
function endFile() {
    if (file != "") {
        print "mkdir -p \"$(dirname " quoted(file) ")\"; cat > " quoted(file) " <<'END-OF-FILE'\n" body "END-OF-FILE"
        if (mode != "") print "chmod " quoted(mode) " " quoted(file)
    }
    file = mode = body = ""
}
function fileField(key, value) {
    if (key == "path") file = plain(value)
    else if (key == "permissions") mode = plain(value)
    else if (key == "content" && value ~ /^[|>]/) { block = 1; margin = -1 }
    else if (key == "content") body = plain(value) "\n"
}
BEGIN { print "#!/bin/sh" }
block {
    indent = match($0, /[^ ]/) - 1
    if (margin < 0 && indent > 0) margin = indent
    if (NF == 0 || indent >= margin) { body = body substr($0, margin + 1) "\n"; next }
    block = 0
}
/^[ \t]*(#|$)/ { next }
/^[A-Za-z_]+:/ {
    endFile()
    section = $0; sub(/:.*/, "", section)
    value = $0; sub(/^[^:]*:[ \t]*/, "", value)
    if (value != "" || section !~ /^(runcmd|ssh_authorized_keys|write_files)$/) setting(section, plain(value))
    next
}
section == "write_files" {
    if (/^ *- /) endFile()
    field = $0; sub(/^ *(- +)?/, "", field)
    key = field; sub(/:.*/, "", key)
    sub(/^[^:]*:[ \t]*/, "", field)
    fileField(key, field)
    next
}
/^ *- / {
    item = $0; sub(/^ *- +/, "", item)
    if (section == "runcmd") commands = commands command(item) "\n"
    else if (section == "ssh_authorized_keys") print "/usr/lib/skylab/authorize " quoted(plain(item))
}
END {
    endFile()
    printf "%s", commands
}
