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
    <name>Flavors</name>
    <message numerus="yes">
        <source>%n vCPU · %1 · %2 GB disk</source>
        <translation>
            <numerusform>%n vCPU · %1 · %2 GB disk</numerusform>
            <numerusform>%n vCPU · %1 · %2 GB disk</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n flavor(s)?</source>
        <translation>
            <numerusform>Delete %n flavor?</numerusform>
            <numerusform>Delete %n flavors?</numerusform>
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
        <source>Delete %n project(s)?</source>
        <translation>
            <numerusform>Delete %n project?</numerusform>
            <numerusform>Delete %n projects?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Routers</name>
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
        <source>%n vCPU · %1 MB</source>
        <translation>
            <numerusform>%n vCPU · %1 MB</numerusform>
            <numerusform>%n vCPU · %1 MB</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n instance(s)?</source>
        <translation>
            <numerusform>Delete %n instance?</numerusform>
            <numerusform>Delete %n instances?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n vCPU · %1 memory · %2 GB disk</source>
        <translation>
            <numerusform>%n vCPU · %1 memory · %2 GB disk</numerusform>
            <numerusform>%n vCPU · %1 memory · %2 GB disk</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Launch %n instance(s) %1</source>
        <translation>
            <numerusform>Launch %n instance %1</numerusform>
            <numerusform>Launch %n instances %1</numerusform>
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
    <name>TaskDrawer</name>
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
    <name>Words</name>
    <message numerus="yes">
        <source>Finished in %n second(s)</source>
        <translation>
            <numerusform>Finished in %n second</numerusform>
            <numerusform>Finished in %n seconds</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>skylab::console::LogView</name>
    <message numerus="yes">
        <source>%n match(es)</source>
        <translation>
            <numerusform>%n match</numerusform>
            <numerusform>%n matches</numerusform>
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
    <name>skylab::panel::ResourceActions</name>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 and %n more</numerusform>
            <numerusform>%1 and %n more</numerusform>
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
</context>
</TS>
