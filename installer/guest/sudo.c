/* sudo for a guest without sudo: members of group "sudo" run programs as root, or as another user, unasked.
 *
 *   sudo [-u USER] [-n -E -H -S -k] [-i | -s] [NAME=VALUE...] [COMMAND [ARGUMENT...]]
 *
 * Installed setuid root. -n, -E, -H, -S and -k are taken and mean nothing: no password is ever asked for. */
#define _GNU_SOURCE
#include <err.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int allowed(void)
{
    if (getuid() == 0)
        return 1;
    const struct group *group = getgrnam("sudo");
    gid_t groups[64];
    const int count = getgroups(64, groups);
    for (int i = 0; group && i < count; ++i)
        if (groups[i] == group->gr_gid)
            return 1;
    return 0;
}

static void become(const struct passwd *user)
{
    if (initgroups(user->pw_name, user->pw_gid) || setgid(user->pw_gid) || setuid(user->pw_uid))
        err(1, "can't become %s", user->pw_name);
    setenv("HOME", user->pw_dir, 1);
    setenv("USER", user->pw_name, 1);
    setenv("LOGNAME", user->pw_name, 1);
    setenv("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", 1);
}

int main(int argc, char **argv)
{
    const char *name = "root";
    int login = 0, shell = 0, option;
    while ((option = getopt(argc, argv, "+u:nEHSkis")) != -1) {
        switch (option) {
        case 'u': name = optarg; break;
        case 'i': login = 1; break;
        case 's': shell = 1; break;
        case '?': return 1;
        default: break;
        }
    }
    if (!allowed())
        errx(1, "you are not in the group sudo");
    const struct passwd *user = getpwnam(name);
    if (!user)
        errx(1, "there is no user %s", name);
    become(user);
    for (; optind < argc && strchr(argv[optind], '=') && argv[optind][0] != '/'; ++optind)
        putenv(argv[optind]);
    if (login && chdir(user->pw_dir))
        warn("%s", user->pw_dir);
    if (optind == argc && !login && !shell)
        errx(1, "usage: sudo [-u user] command [argument...]");
    if (optind < argc) {
        execvp(argv[optind], argv + optind);
        err(127, "%s", argv[optind]);
    }
    execl(user->pw_shell, login ? "-sh" : "sh", (char *)NULL);
    err(127, "%s", user->pw_shell);
}
