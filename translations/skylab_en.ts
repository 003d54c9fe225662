<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>Containers</name>
    <message numerus="yes">
        <source>Delete %n object(s)?</source>
        <translation>
            <numerusform>Delete %n object?</numerusform>
            <numerusform>Delete %n objects?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n object(s)</source>
        <translation>
            <numerusform>%n object</numerusform>
            <numerusform>%n objects</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n container(s)?</source>
        <translation>
            <numerusform>Delete %n container?</numerusform>
            <numerusform>Delete %n containers?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Fitting</name>
    <message numerus="yes">
        <source>Only %n of %1 fit(s).</source>
        <translation>
            <numerusform>Only %n of %1 fits.</numerusform>
            <numerusform>Only %n of %1 fit.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Flavors</name>
    <message numerus="yes">
        <source>Delete %n flavor(s)?</source>
        <translation>
            <numerusform>Delete %n flavor?</numerusform>
            <numerusform>Delete %n flavors?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n vCPU · %1 · %2 disk</source>
        <translation>
            <numerusform>%n vCPU · %1 · %2 disk</numerusform>
            <numerusform>%n vCPU · %1 · %2 disk</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FloatingIps</name>
    <message numerus="yes">
        <source>Release %n floating IP(s)?</source>
        <translation>
            <numerusform>Release %n floating IP?</numerusform>
            <numerusform>Release %n floating IPs?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Images</name>
    <message numerus="yes">
        <source>Delete %n image(s)?</source>
        <translation>
            <numerusform>Delete %n image?</numerusform>
            <numerusform>Delete %n images?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Keypairs</name>
    <message numerus="yes">
        <source>Delete %n key pair(s)?</source>
        <translation>
            <numerusform>Delete %n key pair?</numerusform>
            <numerusform>Delete %n key pairs?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Launch</name>
    <message numerus="yes">
        <source>%n vCPU, %1</source>
        <translation>
            <numerusform>%n vCPU, %1</numerusform>
            <numerusform>%n vCPU, %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n instance(s)</source>
        <translation>
            <numerusform>%n instance</numerusform>
            <numerusform>%n instances</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n member(s)</source>
        <translation>
            <numerusform>%n member</numerusform>
            <numerusform>%n members</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pair(s)</source>
        <translation>
            <numerusform>%n pair</numerusform>
            <numerusform>%n pairs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1, %n of them</source>
        <translation>
            <numerusform>%1, %n of them</numerusform>
            <numerusform>%1, %n of them</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n instance(s) are being launched</source>
        <translation>
            <numerusform>%n instance is being launched</numerusform>
            <numerusform>%n instances are being launched</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n vCPU · %1 memory · %2 disk</source>
        <translation>
            <numerusform>%n vCPU · %1 memory · %2 disk</numerusform>
            <numerusform>%n vCPU · %1 memory · %2 disk</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Networks</name>
    <message numerus="yes">
        <source>Delete %n subnet(s)?</source>
        <translation>
            <numerusform>Delete %n subnet?</numerusform>
            <numerusform>Delete %n subnets?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n port(s)?</source>
        <translation>
            <numerusform>Delete %n port?</numerusform>
            <numerusform>Delete %n ports?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n network(s)?</source>
        <translation>
            <numerusform>Delete %n network?</numerusform>
            <numerusform>Delete %n networks?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Projects</name>
    <message numerus="yes">
        <source>Disable %n project(s)?</source>
        <translation>
            <numerusform>Disable %n project?</numerusform>
            <numerusform>Disable %n projects?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n project(s)?</source>
        <translation>
            <numerusform>Delete %n project?</numerusform>
            <numerusform>Delete %n projects?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>QuitWords</name>
    <message numerus="yes">
        <source>%n task(s) of other programs</source>
        <translation>
            <numerusform>%n task of other programs</numerusform>
            <numerusform>%n tasks of other programs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Routers</name>
    <message numerus="yes">
        <source>Clear the gateway of %n router(s)?</source>
        <translation>
            <numerusform>Clear the gateway of %n router?</numerusform>
            <numerusform>Clear the gateway of %n routers?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n router(s)?</source>
        <translation>
            <numerusform>Delete %n router?</numerusform>
            <numerusform>Delete %n routers?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SecurityGroups</name>
    <message numerus="yes">
        <source>%n rule(s)</source>
        <translation>
            <numerusform>%n rule</numerusform>
            <numerusform>%n rules</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n security group(s)?</source>
        <translation>
            <numerusform>Delete %n security group?</numerusform>
            <numerusform>Delete %n security groups?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Servers</name>
    <message numerus="yes">
        <source>Delete %n instance(s)?</source>
        <translation>
            <numerusform>Delete %n instance?</numerusform>
            <numerusform>Delete %n instances?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 · %n vCPU · %2</source>
        <translation>
            <numerusform>%1 · %n vCPU · %2</numerusform>
            <numerusform>%1 · %n vCPU · %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n in total</source>
        <translation>
            <numerusform>%n in total</numerusform>
            <numerusform>%n in total</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n running</source>
        <translation>
            <numerusform>%n running</numerusform>
            <numerusform>%n running</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n volume(s) made to go with them</source>
        <translation>
            <numerusform>%n volume made to go with them</numerusform>
            <numerusform>%n volumes made to go with them</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n volume(s) stay, detached</source>
        <translation>
            <numerusform>%n volume stays, detached</numerusform>
            <numerusform>%n volumes stay, detached</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n floating IP(s) become free again; they stay the project's</source>
        <translation>
            <numerusform>%n floating IP becomes free again; it stays the project's</numerusform>
            <numerusform>%n floating IPs become free again; they stay the project's</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them locked</source>
        <translation>
            <numerusform>%n of them locked</numerusform>
            <numerusform>%n of them locked</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Tags of %n instance(s)</source>
        <translation>
            <numerusform>Tags of %n instance</numerusform>
            <numerusform>Tags of %n instances</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The tags of %n instance(s) were changed</source>
        <translation>
            <numerusform>The tags of %n instance were changed</numerusform>
            <numerusform>The tags of %n instances were changed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n failed</numerusform>
            <numerusform>%n failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Detach %n interface(s)?</source>
        <translation>
            <numerusform>Detach %n interface?</numerusform>
            <numerusform>Detach %n interfaces?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n rule(s)?</source>
        <translation>
            <numerusform>Delete %n rule?</numerusform>
            <numerusform>Delete %n rules?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n snapshot(s)?</source>
        <translation>
            <numerusform>Delete %n snapshot?</numerusform>
            <numerusform>Delete %n snapshots?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n volume(s) lie in the trash with them; deleted for good they go too</source>
        <translation>
            <numerusform>%n volume lies in the trash with them; deleted for good it goes too</numerusform>
            <numerusform>%n volumes lie in the trash with them; deleted for good they go too</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n volume(s) stay theirs; deleted for good they become free</source>
        <translation>
            <numerusform>%n volume stays theirs; deleted for good it becomes free</numerusform>
            <numerusform>%n volumes stay theirs; deleted for good they become free</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n floating IP(s) stay theirs; deleted for good they become free</source>
        <translation>
            <numerusform>%n floating IP stays theirs; deleted for good it becomes free</numerusform>
            <numerusform>%n floating IPs stay theirs; deleted for good they become free</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n vCPU · %1 memory · %2 disk</source>
        <translation>
            <numerusform>%n vCPU · %1 memory · %2 disk</numerusform>
            <numerusform>%n vCPU · %1 memory · %2 disk</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Snapshots</name>
    <message numerus="yes">
        <source>Delete %n snapshot(s)?</source>
        <translation>
            <numerusform>Delete %n snapshot?</numerusform>
            <numerusform>Delete %n snapshots?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TaskWords</name>
    <message numerus="yes">
        <source>%n minute(s) ago</source>
        <translation>
            <numerusform>%n minute ago</numerusform>
            <numerusform>%n minutes ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s) ago</source>
        <translation>
            <numerusform>%n hour ago</numerusform>
            <numerusform>%n hours ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %n second(s) left</source>
        <translation>
            <numerusform>about %n second left</numerusform>
            <numerusform>about %n seconds left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %n minute(s) left</source>
        <translation>
            <numerusform>about %n minute left</numerusform>
            <numerusform>about %n minutes left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Finished in %n second(s)</source>
        <translation>
            <numerusform>Finished in %n second</numerusform>
            <numerusform>Finished in %n seconds</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TrashWords</name>
    <message numerus="yes">
        <source>%n day(s) left</source>
        <translation>
            <numerusform>%n day left</numerusform>
            <numerusform>%n days left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s) left</source>
        <translation>
            <numerusform>%n hour left</numerusform>
            <numerusform>%n hours left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n thing(s) for good?</source>
        <translation>
            <numerusform>Delete %n thing for good?</numerusform>
            <numerusform>Delete %n things for good?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Users</name>
    <message numerus="yes">
        <source>Delete %n user(s)?</source>
        <translation>
            <numerusform>Delete %n user?</numerusform>
            <numerusform>Delete %n users?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Volumes</name>
    <message numerus="yes">
        <source>Detach %n volume(s)?</source>
        <translation>
            <numerusform>Detach %n volume?</numerusform>
            <numerusform>Detach %n volumes?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n volume(s)?</source>
        <translation>
            <numerusform>Delete %n volume?</numerusform>
            <numerusform>Delete %n volumes?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Wording</name>
    <message numerus="yes">
        <source>%n min</source>
        <translation>
            <numerusform>%n min</numerusform>
            <numerusform>%n min</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s)</source>
        <translation>
            <numerusform>%n hour</numerusform>
            <numerusform>%n hours</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>skylab::console::LogCanvas</name>
    <message numerus="yes">
        <source>%n line(s)</source>
        <translation>
            <numerusform>%n line</numerusform>
            <numerusform>%n lines</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n problem(s)</source>
        <translation>
            <numerusform>%n problem</numerusform>
            <numerusform>%n problems</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>skylab::console::LogView</name>
    <message numerus="yes">
        <source>cloud-init reported %n problem(s)</source>
        <translation>
            <numerusform>cloud-init reported %n problem</numerusform>
            <numerusform>cloud-init reported %n problems</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n problem(s) in this log</source>
        <translation>
            <numerusform>%n problem in this log</numerusform>
            <numerusform>%n problems in this log</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>skylab::console::SshClient</name>
    <message numerus="yes">
        <source>no answer within %n s</source>
        <translation>
            <numerusform>no answer within %n s</numerusform>
            <numerusform>no answer within %n s</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>skylab::kit::ConfirmDialog</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>skylab::kit::TaskRow</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>skylab::model::Jobs</name>
    <message numerus="yes">
        <source>%1 of %n done</source>
        <translation>
            <numerusform>%1 of %n done</numerusform>
            <numerusform>%1 of %n done</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n left out</source>
        <translation>
            <numerusform>%n left out</numerusform>
            <numerusform>%n left out</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n failed: %2</source>
        <translation>
            <numerusform>%1 of %n failed: %2</numerusform>
            <numerusform>%1 of %n failed: %2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>skylab::panel::BatchBar</name>
    <message numerus="yes">
        <source>%n selected</source>
        <translation>
            <numerusform>%n selected</numerusform>
            <numerusform>%n selected</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>skylab::panel::Export</name>
    <message numerus="yes">
        <source>%n row(s) in %1</source>
        <translation>
            <numerusform>%n row in %1</numerusform>
            <numerusform>%n rows in %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>skylab::panel::Inspector</name>
    <message numerus="yes">
        <source>%n selected</source>
        <translation>
            <numerusform>%n selected</numerusform>
            <numerusform>%n selected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n</source>
        <translation>
            <numerusform>%1 of %n</numerusform>
            <numerusform>%1 of %n</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>skylab::panel::ResourceActions</name>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 and %n more</numerusform>
            <numerusform>%1 and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: %n item(s)</source>
        <translation>
            <numerusform>%1: %n item</numerusform>
            <numerusform>%1: %n items</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n can't; you are asked first.</source>
        <translation>
            <numerusform>%n can't; you are asked first.</numerusform>
            <numerusform>%n can't; you are asked first.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: %2 of %n</source>
        <translation>
            <numerusform>%1: %2 of %n</numerusform>
            <numerusform>%1: %2 of %n</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>skylab::panel::ResourcePanel</name>
    <message numerus="yes">
        <source>%n in total</source>
        <translation>
            <numerusform>%n in total</numerusform>
            <numerusform>%n in total</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n selected</source>
        <translation>
            <numerusform>%n selected</numerusform>
            <numerusform>%n selected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: %n selected</source>
        <translation>
            <numerusform>%1: %n selected</numerusform>
            <numerusform>%1: %n selected</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>skylab::panel::ServerConsole</name>
    <message numerus="yes">
        <source>Typing, %n character(s) left. Any key stops it.</source>
        <translation>
            <numerusform>Typing, %n character left. Any key stops it.</numerusform>
            <numerusform>Typing, %n characters left. Any key stops it.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n character(s) are on no US keyboard and may not arrive.</source>
        <translation>
            <numerusform>%n character is on no US keyboard and may not arrive.</numerusform>
            <numerusform>%n characters are on no US keyboard and may not arrive.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Type %n character(s)</source>
        <translation>
            <numerusform>Type %n character</numerusform>
            <numerusform>Type %n characters</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>skylab::shell::CloudView</name>
    <message numerus="yes">
        <source>and %n before</source>
        <translation>
            <numerusform>and %n before</numerusform>
            <numerusform>and %n before</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>skylab::shell::FirstRunPage</name>
    <message numerus="yes">
        <source>%n thing(s) must be mended before a cloud can run here. Each line says how; or look around in a demo first.</source>
        <translation>
            <numerusform>%n thing must be mended before a cloud can run here. Each line says how; or look around in a demo first.</numerusform>
            <numerusform>%n things must be mended before a cloud can run here. Each line says how; or look around in a demo first.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>skylab::shell::TaskDrawer</name>
    <message numerus="yes">
        <source>%n running</source>
        <translation>
            <numerusform>%n running</numerusform>
            <numerusform>%n running</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>skylab::shell::TopBar</name>
    <message numerus="yes">
        <source>%n task(s)</source>
        <translation>
            <numerusform>%n task</numerusform>
            <numerusform>%n tasks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n running task(s)</source>
        <translation>
            <numerusform>%n running task</numerusform>
            <numerusform>%n running tasks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n unread notification(s)</source>
        <translation>
            <numerusform>%n unread notification</numerusform>
            <numerusform>%n unread notifications</numerusform>
        </translation>
    </message>
</context>
</TS>
