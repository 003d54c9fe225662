<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko" sourcelanguage="en">
<context>
    <name>Access</name>
    <message>
        <source>Clear</source>
        <translation>지우기</translation>
    </message>
</context>
<context>
    <name>CertificateWords</name>
    <message>
        <source>Trusted before:</source>
        <translation>이전에 신뢰한 것:</translation>
    </message>
    <message>
        <source>Shown now:</source>
        <translation>지금 제시된 것:</translation>
    </message>
    <message>
        <source>The certificate of %1 has changed</source>
        <translation>%1의 인증서가 바뀌었습니다</translation>
    </message>
    <message>
        <source>Nothing was sent. Either the owner of the cloud made a new certificate, or someone stands between you and the cloud and reads along. Ask the owner on another way, by phone or in person, and compare what is shown now with what they say. If they know of no change, don't go on.</source>
        <translation>아무것도 보내지 않았습니다. 클라우드 소유자가 새 인증서를 만들었거나, 누군가가 중간에서 통신을 엿보고 있습니다. 전화나 대면 등 다른 방법으로 소유자에게 물어 지금 제시된 것과 비교하세요. 소유자가 변경을 모른다면 계속하지 마세요.</translation>
    </message>
    <message>
        <source>Trust the new one</source>
        <translation>새 인증서 신뢰</translation>
    </message>
    <message>
        <source>Trust this certificate?</source>
        <translation>이 인증서를 신뢰할까요?</translation>
    </message>
    <message>
        <source>%1 Compare its SHA-256 fingerprint with the one that the cloud's owner gives you. Trust it only when they are equal; it is the only one that is accepted from then on.</source>
        <translation>%1 SHA-256 지문을 클라우드 소유자가 알려 준 것과 비교하세요. 같을 때만 신뢰하세요. 그 뒤로는 이 인증서만 받아들입니다.</translation>
    </message>
    <message>
        <source>Trust and sign in</source>
        <translation>신뢰하고 로그인</translation>
    </message>
</context>
<context>
    <name>CloudConfig</name>
    <message>
        <source>a map</source>
        <translation>맵</translation>
    </message>
    <message>
        <source>a list</source>
        <translation>목록</translation>
    </message>
    <message>
        <source>a text</source>
        <translation>텍스트</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>true 또는 false</translation>
    </message>
    <message>
        <source>a number</source>
        <translation>숫자</translation>
    </message>
    <message>
        <source> or </source>
        <translation> 또는 </translation>
    </message>
    <message>
        <source>A cloud-config is a map: lines of the form “key: value”.</source>
        <translation>cloud-config는 “키: 값” 형식의 행으로 된 맵입니다.</translation>
    </message>
    <message>
        <source>mode is one of poweroff, reboot, halt.</source>
        <translation>mode는 poweroff, reboot, halt 중 하나입니다.</translation>
    </message>
    <message>
        <source>“%1” is here twice; only the last one counts.</source>
        <translation>“%1”이(가) 두 번 있습니다. 마지막 것만 적용됩니다.</translation>
    </message>
    <message>
        <source>“%1” has to be %2.</source>
        <translation>“%1”은(는) %2(이)어야 합니다.</translation>
    </message>
    <message>
        <source>cloud-init knows no key “%1”.</source>
        <translation>cloud-init에는 “%1” 키가 없습니다.</translation>
    </message>
    <message>
        <source>“%1” is no key of %2.</source>
        <translation>“%1”은(는) %2의 키가 아닙니다.</translation>
    </message>
    <message>
        <source>%1 Did you mean “%2”?</source>
        <translation>%1 “%2”을(를) 쓰려고 했나요?</translation>
    </message>
    <message>
        <source>A user is a map with a “name”, or “default”.</source>
        <translation>사용자는 “name”이 있는 맵이거나 “default”입니다.</translation>
    </message>
    <message>
        <source>This user has no “name”.</source>
        <translation>이 사용자에 “name”이 없습니다.</translation>
    </message>
    <message>
        <source>A file is a map with a “path” and a “content”.</source>
        <translation>파일은 “path”와 “content”가 있는 맵입니다.</translation>
    </message>
    <message>
        <source>This file has no “path”.</source>
        <translation>이 파일에 “path”가 없습니다.</translation>
    </message>
    <message>
        <source>The path has to begin with “/”.</source>
        <translation>경로는 “/”로 시작해야 합니다.</translation>
    </message>
    <message>
        <source>Put the permissions into quotes: '0644'. Without them YAML may read another number.</source>
        <translation>권한을 따옴표로 묶으세요: '0644'. 따옴표가 없으면 YAML이 다른 숫자로 읽을 수 있습니다.</translation>
    </message>
    <message>
        <source>A command is a text or a list; a colon followed by a blank makes it a map. Put it into quotes.</source>
        <translation>명령은 텍스트나 목록입니다. 콜론 뒤에 빈칸이 오면 맵이 됩니다. 따옴표로 묶으세요.</translation>
    </message>
    <message>
        <source>Script</source>
        <translation>스크립트</translation>
    </message>
    <message>
        <source>List of addresses</source>
        <translation>주소 목록</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>템플릿</translation>
    </message>
    <message>
        <source>Several parts</source>
        <translation>여러 부분</translation>
    </message>
    <message>
        <source>Script for Windows</source>
        <translation>Windows용 스크립트</translation>
    </message>
    <message>
        <source>It is too large: %1 of at most %2 bytes. Put the rest into a file that the script loads.</source>
        <translation>너무 큽니다: 최대 %2바이트인데 %1바이트입니다. 나머지는 스크립트가 불러오는 파일에 넣으세요.</translation>
    </message>
    <message>
        <source>YAML takes no tabs for indenting. Use blanks.</source>
        <translation>YAML에서는 탭으로 들여 쓸 수 없습니다. 빈칸을 쓰세요.</translation>
    </message>
    <message>
        <source>cloud-init tells what it is by its first line: “#cloud-config”, or “#!/bin/sh” for a script. As it is, nothing will run.</source>
        <translation>cloud-init은 첫 행으로 종류를 구분합니다: “#cloud-config”, 스크립트는 “#!/bin/sh”. 지금 상태로는 아무것도 실행되지 않습니다.</translation>
    </message>
    <message>
        <source>It is no YAML: %1.</source>
        <translation>YAML이 아닙니다: %1.</translation>
    </message>
</context>
<context>
    <name>CommandWords</name>
    <message>
        <source>Switch between light and dark</source>
        <translation>밝은 테마와 어두운 테마 전환</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>설정</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>단축키</translation>
    </message>
    <message>
        <source>Show or hide the sidebar</source>
        <translation>사이드바 보이기/숨기기</translation>
    </message>
    <message>
        <source>Add a connection</source>
        <translation>연결 추가</translation>
    </message>
    <message>
        <source>Take back the last deed</source>
        <translation>마지막 작업 되돌리기</translation>
    </message>
    <message>
        <source>Load everything again</source>
        <translation>모두 다시 불러오기</translation>
    </message>
    <message>
        <source>Switch the project</source>
        <translation>프로젝트 전환</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>로그아웃</translation>
    </message>
    <message>
        <source>Close this cloud</source>
        <translation>이 클라우드 닫기</translation>
    </message>
    <message>
        <source>This one</source>
        <translation>현재 프로젝트</translation>
    </message>
</context>
<context>
    <name>CommonWords</name>
    <message>
        <source>Rename</source>
        <translation>이름 바꾸기</translation>
    </message>
    <message>
        <source>Rename %1</source>
        <translation>%1 이름 바꾸기</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>%1 was renamed</source>
        <translation>%1의 이름을 바꿨습니다</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>삭제</translation>
    </message>
    <message>
        <source>Delete %1</source>
        <translation>%1 삭제</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>프로젝트</translation>
    </message>
    <message>
        <source>All projects</source>
        <translation>모든 프로젝트</translation>
    </message>
</context>
<context>
    <name>Containers</name>
    <message>
        <source>Upload object</source>
        <translation>객체 올리기</translation>
    </message>
    <message>
        <source>Upload an object</source>
        <translation>객체 올리기</translation>
    </message>
    <message>
        <source>Upload</source>
        <translation>올리기</translation>
    </message>
    <message>
        <source>File</source>
        <translation>파일</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>There is no such file.</source>
        <translation>그런 파일이 없습니다.</translation>
    </message>
    <message>
        <source>Slashes make folders. Empty: the file's name.</source>
        <translation>빗금(/)은 폴더가 됩니다. 비워 두면 파일 이름을 씁니다.</translation>
    </message>
    <message>
        <source>Upload %1</source>
        <translation>%1 올리기</translation>
    </message>
    <message>
        <source>Replace %1?</source>
        <translation>%1을(를) 바꿀까요?</translation>
    </message>
    <message>
        <source>There is an object of this name. The file takes its place.</source>
        <translation>같은 이름의 객체가 있습니다. 파일이 그 자리를 대신합니다.</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>바꾸기</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>크기</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>유형</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>변경됨</translation>
    </message>
    <message>
        <source>The container is empty</source>
        <translation>컨테이너가 비어 있습니다</translation>
    </message>
    <message>
        <source>Download…</source>
        <translation>내려받기…</translation>
    </message>
    <message>
        <source>Download object</source>
        <translation>객체 내려받기</translation>
    </message>
    <message>
        <source>Download %1</source>
        <translation>%1 내려받기</translation>
    </message>
    <message numerus="yes">
        <source>Delete %n object(s)?</source>
        <translation>
            <numerusform>객체 %n개를 삭제할까요?</numerusform>
        </translation>
    </message>
    <message>
        <source>Create container</source>
        <translation>컨테이너 만들기</translation>
    </message>
    <message>
        <source>Create a container</source>
        <translation>컨테이너 만들기</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>만들기</translation>
    </message>
    <message>
        <source>A container holds objects: files of any size, read and written over HTTP.</source>
        <translation>컨테이너에는 객체가 들어갑니다. 객체는 HTTP로 읽고 쓰는, 크기 제한 없는 파일입니다.</translation>
    </message>
    <message>
        <source>A name can't contain a slash.</source>
        <translation>이름에는 빗금(/)을 쓸 수 없습니다.</translation>
    </message>
    <message>
        <source>Create container %1</source>
        <translation>컨테이너 %1 만들기</translation>
    </message>
    <message>
        <source>Containers</source>
        <translation>컨테이너</translation>
    </message>
    <message>
        <source>Objects</source>
        <translation>객체</translation>
    </message>
    <message numerus="yes">
        <source>%n object(s)</source>
        <translation>
            <numerusform>객체 %n개</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n container(s)?</source>
        <translation>
            <numerusform>컨테이너 %n개를 삭제할까요?</numerusform>
        </translation>
    </message>
    <message>
        <source>It still holds objects. Delete them first.</source>
        <translation>아직 객체가 들어 있습니다. 먼저 객체를 삭제하세요.</translation>
    </message>
    <message>
        <source>No containers yet</source>
        <translation>아직 컨테이너가 없습니다</translation>
    </message>
</context>
<context>
    <name>FilterWords</name>
    <message>
        <source>more than</source>
        <translation>초과</translation>
    </message>
    <message>
        <source>at least</source>
        <translation>이상</translation>
    </message>
    <message>
        <source>less than</source>
        <translation>미만</translation>
    </message>
    <message>
        <source>at most</source>
        <translation>이하</translation>
    </message>
    <message>
        <source>is, or a range like 2..8</source>
        <translation>같음, 또는 2..8 같은 범위</translation>
    </message>
    <message>
        <source>older than, or after a day</source>
        <translation>더 오래됨, 또는 그날 이후</translation>
    </message>
    <message>
        <source>younger than, or before a day</source>
        <translation>더 최근, 또는 그날 이전</translation>
    </message>
    <message>
        <source>on that day</source>
        <translation>그날</translation>
    </message>
    <message>
        <source>begins with, or within a net</source>
        <translation>다음으로 시작, 또는 네트워크 안</translation>
    </message>
    <message>
        <source>is</source>
        <translation>같음</translation>
    </message>
    <message>
        <source>contains</source>
        <translation>포함</translation>
    </message>
    <message>
        <source>is not</source>
        <translation>같지 않음</translation>
    </message>
    <message>
        <source>an hour</source>
        <translation>1시간</translation>
    </message>
    <message>
        <source>a day</source>
        <translation>하루</translation>
    </message>
    <message>
        <source>a week</source>
        <translation>1주</translation>
    </message>
    <message>
        <source>a month</source>
        <translation>한 달</translation>
    </message>
    <message>
        <source>a year</source>
        <translation>1년</translation>
    </message>
    <message>
        <source>No bracket was opened for this one.</source>
        <translation>이 괄호에 맞는 여는 괄호가 없습니다.</translation>
    </message>
    <message>
        <source>“or” stands between two conditions.</source>
        <translation>“or”는 두 조건 사이에 씁니다.</translation>
    </message>
    <message>
        <source>This bracket is not closed.</source>
        <translation>이 괄호가 닫히지 않았습니다.</translation>
    </message>
    <message>
        <source>There is no column “%1”. Is “%2” meant?</source>
        <translation>“%1” 열이 없습니다. “%2”을(를) 쓰려고 했나요?</translation>
    </message>
    <message>
        <source>There is no column “%1”. Put the text in quotes to look for it as it stands.</source>
        <translation>“%1” 열이 없습니다. 텍스트를 그대로 찾으려면 따옴표로 묶으세요.</translation>
    </message>
    <message>
        <source>“%1” is not a number: compare it with : (contains) or = (is).</source>
        <translation>“%1”은(는) 숫자가 아닙니다. :(포함)이나 =(같음)으로 비교하세요.</translation>
    </message>
    <message>
        <source>“%1” is no address: write one like 10.0.0.7, a net like 10.0.0.0/24, or its beginning after a colon.</source>
        <translation>“%1”은(는) 주소가 아닙니다. 10.0.0.7 같은 주소나 10.0.0.0/24 같은 네트워크를 쓰거나, 콜론 뒤에 주소의 앞부분을 쓰세요.</translation>
    </message>
    <message>
        <source>“%1” is no size: write a number with K, M, G or T, like 4G.</source>
        <translation>“%1”은(는) 크기가 아닙니다. 4G처럼 숫자에 K, M, G, T를 붙여 쓰세요.</translation>
    </message>
    <message>
        <source>“%1” is no time: write an age like 30d, 6h or 10min, or a day like 2026-01-31.</source>
        <translation>“%1”은(는) 시간이 아닙니다. 30d, 6h, 10min 같은 경과나 2026-01-31 같은 날짜를 쓰세요.</translation>
    </message>
    <message>
        <source>“%1” is no number: write one like 8, or a range like 2..8.</source>
        <translation>“%1”은(는) 숫자가 아닙니다. 8 같은 숫자나 2..8 같은 범위를 쓰세요.</translation>
    </message>
</context>
<context>
    <name>Fitting</name>
    <message>
        <source>instances</source>
        <translation>인스턴스</translation>
    </message>
    <message>
        <source>vCPUs</source>
        <translation>vCPU</translation>
    </message>
    <message>
        <source>memory</source>
        <translation>메모리</translation>
    </message>
    <message>
        <source>disk</source>
        <translation>디스크</translation>
    </message>
    <message>
        <source>The project's limit for %1 is %2; it would have %3.</source>
        <translation>프로젝트의 %1 한도는 %2인데 %3이(가) 됩니다.</translation>
    </message>
    <message>
        <source>It fits</source>
        <translation>들어갑니다</translation>
    </message>
    <message numerus="yes">
        <source>Only %n of %1 fit(s).</source>
        <translation>
            <numerusform>%1개 중 %n개만 들어갑니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>No host can run it.</source>
        <translation>실행할 수 있는 호스트가 없습니다.</translation>
    </message>
    <message>
        <source>Make it %1</source>
        <translation>%1(으)로 변경</translation>
    </message>
    <message>
        <source>Raise the limit for %1 to %2</source>
        <translation>%1 한도를 %2(으)로 늘리기</translation>
    </message>
    <message>
        <source>Allow %1 overcommit %2×</source>
        <translation>%1 오버커밋 %2× 허용</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>호스트</translation>
    </message>
    <message>
        <source>Zone</source>
        <translation>영역</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>서비스</translation>
    </message>
    <message>
        <source>Aggregates</source>
        <translation>집합</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>이미지</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>메모리</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>디스크</translation>
    </message>
    <message>
        <source>Resources</source>
        <translation>자원</translation>
    </message>
    <message>
        <source>Hints</source>
        <translation>힌트</translation>
    </message>
    <message>
        <source>Server group</source>
        <translation>서버 그룹</translation>
    </message>
    <message>
        <source>Unshelve %1</source>
        <translation>%1 보관 해제</translation>
    </message>
    <message>
        <source>Shelve %1</source>
        <translation>%1 보관</translation>
    </message>
    <message>
        <source>Fits on %1, leaving %2 of memory free</source>
        <translation>%1에 들어갑니다. 메모리 %2이(가) 남습니다</translation>
    </message>
</context>
<context>
    <name>Flavors</name>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>vCPU</source>
        <translation>vCPU</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>메모리</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>디스크</translation>
    </message>
    <message>
        <source>Ephemeral disk</source>
        <translation>임시 디스크</translation>
    </message>
    <message>
        <source>Public</source>
        <translation>공개</translation>
    </message>
    <message>
        <source>Create flavor</source>
        <translation>사양 만들기</translation>
    </message>
    <message>
        <source>Create a flavor</source>
        <translation>사양 만들기</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>만들기</translation>
    </message>
    <message>
        <source>A flavor is a size of instances.</source>
        <translation>사양은 인스턴스의 크기입니다.</translation>
    </message>
    <message>
        <source>Every project may use it</source>
        <translation>모든 프로젝트에서 사용</translation>
    </message>
    <message>
        <source>Create flavor %1</source>
        <translation>사양 %1 만들기</translation>
    </message>
    <message>
        <source>Flavors</source>
        <translation>사양</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>설명</translation>
    </message>
    <message>
        <source>Only administrators may do this.</source>
        <translation>관리자만 할 수 있습니다.</translation>
    </message>
    <message numerus="yes">
        <source>Delete %n flavor(s)?</source>
        <translation>
            <numerusform>사양 %n개를 삭제할까요?</numerusform>
        </translation>
    </message>
    <message>
        <source>Instances that have it keep their size.</source>
        <translation>이 사양을 쓰는 인스턴스의 크기는 그대로입니다.</translation>
    </message>
    <message>
        <source>No flavors yet</source>
        <translation>아직 사양이 없습니다</translation>
    </message>
    <message>
        <source>Without a flavor nobody can launch an instance.</source>
        <translation>사양이 없으면 아무도 인스턴스를 시작할 수 없습니다.</translation>
    </message>
    <message numerus="yes">
        <source>%n vCPU · %1 · %2 disk</source>
        <translation>
            <numerusform>vCPU %n개 · %1 · 디스크 %2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FloatingIps</name>
    <message>
        <source>Associate…</source>
        <translation>연결…</translation>
    </message>
    <message>
        <source>Lead %1 to an instance</source>
        <translation>%1을(를) 인스턴스에 연결</translation>
    </message>
    <message>
        <source>Associate</source>
        <translation>연결</translation>
    </message>
    <message>
        <source>Instance and address</source>
        <translation>인스턴스와 주소</translation>
    </message>
    <message>
        <source>The instance's network has to be joined to the outside by a router.</source>
        <translation>인스턴스의 네트워크가 라우터로 외부와 이어져 있어야 합니다.</translation>
    </message>
    <message>
        <source>Associate %1</source>
        <translation>%1 연결</translation>
    </message>
    <message>
        <source>%1 was associated</source>
        <translation>%1을(를) 연결했습니다</translation>
    </message>
    <message>
        <source>Disassociate</source>
        <translation>연결 해제</translation>
    </message>
    <message>
        <source>It leads to nothing.</source>
        <translation>연결된 곳이 없습니다.</translation>
    </message>
    <message>
        <source>Disassociate %1</source>
        <translation>%1 연결 해제</translation>
    </message>
    <message>
        <source>%1 was disassociated</source>
        <translation>%1의 연결을 해제했습니다</translation>
    </message>
    <message numerus="yes">
        <source>Release %n floating IP(s)?</source>
        <translation>
            <numerusform>유동 IP %n개를 반납할까요?</numerusform>
        </translation>
    </message>
    <message>
        <source>The address goes back to the pool; you may not get it again.</source>
        <translation>주소가 풀로 돌아가며, 다시 받지 못할 수 있습니다.</translation>
    </message>
    <message>
        <source>Release</source>
        <translation>반납</translation>
    </message>
    <message>
        <source>Release %1</source>
        <translation>%1 반납</translation>
    </message>
    <message>
        <source>Floating IPs</source>
        <translation>유동 IP</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>주소</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>상태</translation>
    </message>
    <message>
        <source>Leads to</source>
        <translation>연결 대상</translation>
    </message>
    <message>
        <source>Inside address</source>
        <translation>내부 주소</translation>
    </message>
    <message>
        <source>Pool</source>
        <translation>풀</translation>
    </message>
    <message>
        <source>Router</source>
        <translation>라우터</translation>
    </message>
    <message>
        <source>Allocate floating IP</source>
        <translation>유동 IP 할당</translation>
    </message>
    <message>
        <source>Allocate a floating IP</source>
        <translation>유동 IP 할당</translation>
    </message>
    <message>
        <source>Allocate</source>
        <translation>할당</translation>
    </message>
    <message>
        <source>A floating IP is an outside address that leads to one of your instances.</source>
        <translation>유동 IP는 인스턴스 하나로 이어지는 외부 주소입니다.</translation>
    </message>
    <message>
        <source>No floating IPs yet</source>
        <translation>아직 유동 IP가 없습니다</translation>
    </message>
    <message>
        <source>With a floating IP an instance can be reached from outside.</source>
        <translation>유동 IP가 있으면 외부에서 인스턴스에 접속할 수 있습니다.</translation>
    </message>
</context>
<context>
    <name>HostWords</name>
    <message>
        <source>The processor can do it, but it is switched off in the firmware or its module is not loaded. Instances are emulated: about 10 times slower.</source>
        <translation>프로세서는 지원하지만, 펌웨어에서 꺼져 있거나 모듈이 올라와 있지 않습니다. 인스턴스는 에뮬레이션으로 실행되어 약 10배 느립니다.</translation>
    </message>
    <message>
        <source>This processor, or the virtual machine that this is, offers none. Instances are emulated: about 10 times slower, all else works.</source>
        <translation>이 프로세서 또는 이 가상 머신은 지원하지 않습니다. 인스턴스는 에뮬레이션으로 실행되어 약 10배 느리지만, 나머지는 모두 동작합니다.</translation>
    </message>
    <message>
        <source>Load the module</source>
        <translation>모듈 올리기</translation>
    </message>
    <message>
        <source>Hardware virtualisation (KVM)</source>
        <translation>하드웨어 가상화(KVM)</translation>
    </message>
    <message>
        <source>You may not open %1, so instances would be emulated: about 10 times slower. Join the group kvm, then sign out of the desktop and in again.</source>
        <translation>%1을(를) 열 권한이 없어 인스턴스가 에뮬레이션으로 실행됩니다(약 10배 느림). kvm 그룹에 가입한 뒤 데스크톱에서 로그아웃했다가 다시 로그인하세요.</translation>
    </message>
    <message>
        <source>Join the group</source>
        <translation>그룹에 가입</translation>
    </message>
    <message>
        <source>It works: a small guest ran at full speed.</source>
        <translation>동작합니다. 작은 게스트가 제 속도로 실행되었습니다.</translation>
    </message>
    <message>
        <source>Instances are emulated: about 10 times slower. %1</source>
        <translation>인스턴스는 에뮬레이션으로 실행되어 약 10배 느립니다. %1</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>메모리</translation>
    </message>
    <message>
        <source>%1 of %2 are free.</source>
        <translation>%2 중 %1이(가) 비어 있습니다.</translation>
    </message>
    <message>
        <source>That is enough for a few small instances. Close other programs for more.</source>
        <translation>작은 인스턴스 몇 개에는 충분합니다. 더 필요하면 다른 프로그램을 닫으세요.</translation>
    </message>
    <message>
        <source>At least %1 are needed. Close other programs, then check again.</source>
        <translation>최소 %1이(가) 필요합니다. 다른 프로그램을 닫고 다시 확인하세요.</translation>
    </message>
    <message>
        <source>Folder for the cloud</source>
        <translation>클라우드 폴더</translation>
    </message>
    <message>
        <source>it can't be made in %1</source>
        <translation>%1에 만들 수 없음</translation>
    </message>
    <message>
        <source>Everything will be kept in %1.</source>
        <translation>모든 것이 %1에 보관됩니다.</translation>
    </message>
    <message>
        <source>%1 can't be written: %2. Give it to yourself, or choose another one with --data.</source>
        <translation>%1에 쓸 수 없습니다: %2. 소유자를 자신으로 바꾸거나 --data로 다른 폴더를 고르세요.</translation>
    </message>
    <message>
        <source>Make it mine</source>
        <translation>내 것으로 만들기</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>디스크</translation>
    </message>
    <message>
        <source>%1 are free where the cloud is kept (%2).</source>
        <translation>클라우드가 보관되는 곳(%2)에 %1이(가) 비어 있습니다.</translation>
    </message>
    <message>
        <source>Images and disks of instances fill that soon. Another place is chosen with --data.</source>
        <translation>이미지와 인스턴스 디스크로 곧 가득 찹니다. 다른 위치는 --data로 고릅니다.</translation>
    </message>
    <message>
        <source>At least %1 are needed. Free some, or choose another place with --data.</source>
        <translation>최소 %1이(가) 필요합니다. 공간을 비우거나 --data로 다른 위치를 고르세요.</translation>
    </message>
    <message>
        <source>QEMU</source>
        <translation>QEMU</translation>
    </message>
    <message>
        <source>%1 answers.</source>
        <translation>%1이(가) 응답합니다.</translation>
    </message>
    <message>
        <source>Not installed, or they do not run: %1.</source>
        <translation>설치되어 있지 않거나 실행되지 않습니다: %1.</translation>
    </message>
    <message>
        <source>Install them</source>
        <translation>설치</translation>
    </message>
    <message>
        <source>Address of the API</source>
        <translation>API 주소</translation>
    </message>
    <message>
        <source>libvirt</source>
        <translation>libvirt</translation>
    </message>
    <message>
        <source>OVN, the virtual network</source>
        <translation>OVN(가상 네트워크)</translation>
    </message>
    <message>
        <source>Open vSwitch</source>
        <translation>Open vSwitch</translation>
    </message>
    <message>
        <source>%1 (pid %2)</source>
        <translation>%1(pid %2)</translation>
    </message>
    <message>
        <source>%1 is elsewhere; it is reached when the cloud starts.</source>
        <translation>%1은(는) 다른 곳에 있으며, 클라우드가 시작될 때 연결됩니다.</translation>
    </message>
    <message>
        <source>It answers at %1.</source>
        <translation>%1에서 응답합니다.</translation>
    </message>
    <message>
        <source>You may not use it: %1 is for members of the group libvirt. Join it, then sign out of the desktop and in again.</source>
        <translation>사용할 권한이 없습니다. %1은(는) libvirt 그룹 구성원용입니다. 그룹에 가입한 뒤 데스크톱에서 로그아웃했다가 다시 로그인하세요.</translation>
    </message>
    <message>
        <source>It is installed, but does not answer at %1: %2.</source>
        <translation>설치되어 있지만 %1에서 응답하지 않습니다: %2.</translation>
    </message>
    <message>
        <source>It is not installed.</source>
        <translation>설치되어 있지 않습니다.</translation>
    </message>
    <message>
        <source>Start it</source>
        <translation>시작</translation>
    </message>
    <message>
        <source>Install it</source>
        <translation>설치</translation>
    </message>
    <message>
        <source>You may not use %1: it belongs to root.</source>
        <translation>%1을(를) 사용할 권한이 없습니다. root 소유입니다.</translation>
    </message>
    <message>
        <source>Let me use it</source>
        <translation>사용 권한 얻기</translation>
    </message>
    <message>
        <source>%1 answers, but holds no database %2. Something else listens there.</source>
        <translation>%1은(는) 응답하지만 데이터베이스 %2이(가) 없습니다. 다른 것이 그곳에서 수신하고 있습니다.</translation>
    </message>
    <message>
        <source>The next free port of %1 will be used.</source>
        <translation>%1의 다음 빈 포트를 사용합니다.</translation>
    </message>
    <message>
        <source>%1 is free.</source>
        <translation>%1을(를) 사용할 수 있습니다.</translation>
    </message>
    <message>
        <source>Port %1 is used by another program.</source>
        <translation>포트 %1은(는) 다른 프로그램이 사용 중입니다.</translation>
    </message>
    <message>
        <source>Port %1 is used by %2.</source>
        <translation>포트 %1은(는) %2이(가) 사용 중입니다.</translation>
    </message>
    <message>
        <source>%1 can't be listened on: %2.</source>
        <translation>%1에서 수신할 수 없습니다: %2.</translation>
    </message>
    <message>
        <source>Use port %1</source>
        <translation>포트 %1 사용</translation>
    </message>
</context>
<context>
    <name>Images</name>
    <message>
        <source>Public</source>
        <translation>공개</translation>
    </message>
    <message>
        <source>Private</source>
        <translation>비공개</translation>
    </message>
    <message>
        <source>Shared</source>
        <translation>공유</translation>
    </message>
    <message>
        <source>Community</source>
        <translation>커뮤니티</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>상태</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>형식</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>크기</translation>
    </message>
    <message>
        <source>Visible to</source>
        <translation>공개 범위</translation>
    </message>
    <message>
        <source>Least disk</source>
        <translation>최소 디스크</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>경과</translation>
    </message>
    <message>
        <source>Upload image %1</source>
        <translation>이미지 %1 올리기</translation>
    </message>
    <message>
        <source>%1 can't be read: %2</source>
        <translation>%1을(를) 읽을 수 없습니다: %2</translation>
    </message>
    <message>
        <source>The image is registered; its data follows.</source>
        <translation>이미지를 등록했고 데이터를 올리는 중입니다.</translation>
    </message>
    <message>
        <source>Upload image</source>
        <translation>이미지 올리기</translation>
    </message>
    <message>
        <source>Upload an image</source>
        <translation>이미지 올리기</translation>
    </message>
    <message>
        <source>Upload</source>
        <translation>올리기</translation>
    </message>
    <message>
        <source>File</source>
        <translation>파일</translation>
    </message>
    <message>
        <source>Every project may use it</source>
        <translation>모든 프로젝트에서 사용</translation>
    </message>
    <message>
        <source>Least memory</source>
        <translation>최소 메모리</translation>
    </message>
    <message>
        <source>A disk image or an installation disc: qcow2, raw, iso, vmdk, vdi, vhdx.</source>
        <translation>디스크 이미지 또는 설치 디스크: qcow2, raw, iso, vmdk, vdi, vhdx.</translation>
    </message>
    <message>
        <source>There is no such file.</source>
        <translation>그런 파일이 없습니다.</translation>
    </message>
    <message>
        <source>As the file's name says</source>
        <translation>파일 이름에 따름</translation>
    </message>
    <message>
        <source>Launch</source>
        <translation>시작</translation>
    </message>
    <message>
        <source>The image has no data yet.</source>
        <translation>이미지에 아직 데이터가 없습니다.</translation>
    </message>
    <message>
        <source>Download…</source>
        <translation>내려받기…</translation>
    </message>
    <message>
        <source>Download image</source>
        <translation>이미지 내려받기</translation>
    </message>
    <message>
        <source>Download image %1</source>
        <translation>이미지 %1 내려받기</translation>
    </message>
    <message>
        <source>%1 was changed</source>
        <translation>%1을(를) 변경했습니다</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>이름 바꾸기</translation>
    </message>
    <message>
        <source>Rename %1</source>
        <translation>%1 이름 바꾸기</translation>
    </message>
    <message>
        <source>Make public</source>
        <translation>공개로 전환</translation>
    </message>
    <message>
        <source>Only administrators may do this.</source>
        <translation>관리자만 할 수 있습니다.</translation>
    </message>
    <message>
        <source>It is public already.</source>
        <translation>이미 공개되어 있습니다.</translation>
    </message>
    <message>
        <source>Make private</source>
        <translation>비공개로 전환</translation>
    </message>
    <message>
        <source>It is private already.</source>
        <translation>이미 비공개입니다.</translation>
    </message>
    <message numerus="yes">
        <source>Delete %n image(s)?</source>
        <translation>
            <numerusform>이미지 %n개를 삭제할까요?</numerusform>
        </translation>
    </message>
    <message>
        <source>Instances that were launched from it keep running.</source>
        <translation>이 이미지로 시작한 인스턴스는 계속 실행됩니다.</translation>
    </message>
    <message>
        <source>The image is protected.</source>
        <translation>보호된 이미지입니다.</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>이미지</translation>
    </message>
    <message>
        <source>Size of the disk</source>
        <translation>디스크 크기</translation>
    </message>
    <message>
        <source>Protected</source>
        <translation>보호됨</translation>
    </message>
    <message>
        <source>Checksum</source>
        <translation>체크섬</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>만든 때</translation>
    </message>
    <message>
        <source>No images yet</source>
        <translation>아직 이미지가 없습니다</translation>
    </message>
    <message>
        <source>An image is a disk to launch instances from. Upload a qcow2 file or an installation disc.</source>
        <translation>이미지는 인스턴스를 시작하는 디스크입니다. qcow2 파일이나 설치 디스크를 올리세요.</translation>
    </message>
</context>
<context>
    <name>Keypairs</name>
    <message>
        <source>Private key of %1</source>
        <translation>%1의 개인 키</translation>
    </message>
    <message>
        <source>Save it now: the cloud does not keep it and it can't be shown again. Whoever has it can sign in to your instances.</source>
        <translation>지금 저장하세요. 클라우드는 개인 키를 보관하지 않으므로 다시 볼 수 없습니다. 이 키를 가진 사람은 누구나 인스턴스에 로그인할 수 있습니다.</translation>
    </message>
    <message>
        <source>Private key</source>
        <translation>개인 키</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>복사</translation>
    </message>
    <message>
        <source>Save to a file…</source>
        <translation>파일로 저장…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>Save the private key</source>
        <translation>개인 키 저장</translation>
    </message>
    <message>
        <source>The key was saved, readable by you only.</source>
        <translation>나만 읽을 수 있게 키를 저장했습니다.</translation>
    </message>
    <message>
        <source>The key was not saved: %1</source>
        <translation>키를 저장하지 못했습니다: %1</translation>
    </message>
    <message>
        <source>Create key pair</source>
        <translation>키 페어 만들기</translation>
    </message>
    <message>
        <source>Create or import a key pair</source>
        <translation>키 페어 만들기 또는 가져오기</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>만들기</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>Public key</source>
        <translation>공개 키</translation>
    </message>
    <message>
        <source>Paste your own, usually ~/.ssh/id_ed25519.pub. Leave it empty to have a new pair made.</source>
        <translation>가지고 있는 키(보통 ~/.ssh/id_ed25519.pub)를 붙여 넣으세요. 비워 두면 새 키 페어를 만듭니다.</translation>
    </message>
    <message>
        <source>A public key begins with ssh- or ecdsa-. This looks like something else.</source>
        <translation>공개 키는 ssh- 또는 ecdsa-로 시작합니다. 다른 내용인 것 같습니다.</translation>
    </message>
    <message>
        <source>Create key pair %1</source>
        <translation>키 페어 %1 만들기</translation>
    </message>
    <message>
        <source>Key pairs</source>
        <translation>키 페어</translation>
    </message>
    <message>
        <source>Fingerprint</source>
        <translation>지문</translation>
    </message>
    <message numerus="yes">
        <source>Delete %n key pair(s)?</source>
        <translation>
            <numerusform>키 페어 %n개를 삭제할까요?</numerusform>
        </translation>
    </message>
    <message>
        <source>Instances that were launched with it keep the key.</source>
        <translation>이 키로 시작한 인스턴스에는 키가 그대로 남습니다.</translation>
    </message>
    <message>
        <source>No key pairs yet</source>
        <translation>아직 키 페어가 없습니다</translation>
    </message>
    <message>
        <source>With a key pair you sign in to your instances by SSH, without a password.</source>
        <translation>키 페어가 있으면 암호 없이 SSH로 인스턴스에 로그인합니다.</translation>
    </message>
    <message>
        <source>The private key of %1 is in this desktop's keyring too.</source>
        <translation>%1의 개인 키는 이 데스크톱의 키링에도 있습니다.</translation>
    </message>
    <message>
        <source>The private key of %1 could not be put into the keyring (%2): save it now.</source>
        <translation>%1의 개인 키를 키링에 넣지 못했습니다(%2). 지금 저장하세요.</translation>
    </message>
</context>
<context>
    <name>Launch</name>
    <message>
        <source>The image needs %1 of memory; this size has %2. Choose a larger one.</source>
        <translation>이 이미지에는 메모리 %1이(가) 필요하지만 이 크기의 메모리는 %2입니다. 더 큰 크기를 고르세요.</translation>
    </message>
    <message numerus="yes">
        <source>%n vCPU, %1</source>
        <translation>
            <numerusform>vCPU %n개, %1</numerusform>
        </translation>
    </message>
    <message>
        <source>no size yet</source>
        <translation>크기 미정</translation>
    </message>
    <message>
        <source>a network will be made</source>
        <translation>네트워크를 만듭니다</translation>
    </message>
    <message>
        <source>no network</source>
        <translation>네트워크 없음</translation>
    </message>
    <message>
        <source>%1 network</source>
        <translation>네트워크 %1</translation>
    </message>
    <message>
        <source>port %1</source>
        <translation>포트 %1</translation>
    </message>
    <message>
        <source>a key pair will be made</source>
        <translation>키 페어를 만듭니다</translation>
    </message>
    <message>
        <source>no key pair</source>
        <translation>키 페어 없음</translation>
    </message>
    <message>
        <source>your key %1</source>
        <translation>내 키 %1</translation>
    </message>
    <message>
        <source>SSH allowed</source>
        <translation>SSH 허용됨</translation>
    </message>
    <message>
        <source>SSH will be allowed</source>
        <translation>SSH를 허용합니다</translation>
    </message>
    <message>
        <source>SSH not allowed</source>
        <translation>SSH 허용 안 됨</translation>
    </message>
    <message>
        <source>snapshot</source>
        <translation>스냅샷</translation>
    </message>
    <message>
        <source>needs %1 of memory</source>
        <translation>메모리 %1 필요</translation>
    </message>
    <message>
        <source>Next free address</source>
        <translation>사용 가능한 다음 주소</translation>
    </message>
    <message>
        <source>Earlier</source>
        <translation>앞으로</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>뒤로</translation>
    </message>
    <message>
        <source>Remove the interface</source>
        <translation>인터페이스 제거</translation>
    </message>
    <message>
        <source>Network %1</source>
        <translation>네트워크 %1</translation>
    </message>
    <message>
        <source>Port %1 · %2</source>
        <translation>포트 %1 · %2</translation>
    </message>
    <message>
        <source>Interface %1</source>
        <translation>인터페이스 %1</translation>
    </message>
    <message>
        <source>Address of interface %1</source>
        <translation>인터페이스 %1의 주소</translation>
    </message>
    <message>
        <source>Make a network with a way out for it</source>
        <translation>외부로 이어지는 네트워크 만들기</translation>
    </message>
    <message>
        <source>Add an interface</source>
        <translation>인터페이스 추가</translation>
    </message>
    <message>
        <source>An interface has no network yet.</source>
        <translation>아직 네트워크를 고르지 않은 인터페이스가 있습니다.</translation>
    </message>
    <message>
        <source>“%1” is no address.</source>
        <translation>“%1”은(는) 주소가 아닙니다.</translation>
    </message>
    <message>
        <source>Several instances can't have the same address.</source>
        <translation>여러 인스턴스가 같은 주소를 쓸 수 없습니다.</translation>
    </message>
    <message>
        <source>anywhere</source>
        <translation>모든 곳</translation>
    </message>
    <message>
        <source>%1 from %2</source>
        <translation>%2에서 %1</translation>
    </message>
    <message>
        <source>Security groups</source>
        <translation>보안 그룹</translation>
    </message>
    <message>
        <source>Let SSH in: a group “ssh” is made</source>
        <translation>SSH 허용: “ssh” 그룹을 만듭니다</translation>
    </message>
    <message>
        <source>What may reach it. Ports that are there already keep their own groups.</source>
        <translation>인스턴스로 들어올 수 있는 통신입니다. 이미 있는 포트는 자체 그룹을 그대로 씁니다.</translation>
    </message>
    <message>
        <source>Let in</source>
        <translation>허용</translation>
    </message>
    <message>
        <source>default</source>
        <translation>기본</translation>
    </message>
    <message>
        <source>lets nothing in</source>
        <translation>들어오는 통신을 모두 막음</translation>
    </message>
    <message>
        <source>Nothing. It can reach others, nobody can reach it.</source>
        <translation>없음. 인스턴스에서 나갈 수는 있지만 아무도 들어올 수 없습니다.</translation>
    </message>
    <message>
        <source>Key pair</source>
        <translation>키 페어</translation>
    </message>
    <message>
        <source>Its public half is put into the guest, so that you sign in by SSH without a password.</source>
        <translation>공개 키를 게스트에 넣어 암호 없이 SSH로 로그인합니다.</translation>
    </message>
    <message>
        <source>Import a public key…</source>
        <translation>공개 키 가져오기…</translation>
    </message>
    <message>
        <source>none</source>
        <translation>없음</translation>
    </message>
    <message>
        <source>A new one</source>
        <translation>새 키 페어</translation>
    </message>
    <message>
        <source>Its private half is kept in this desktop's keyring</source>
        <translation>개인 키는 이 데스크톱의 키링에 보관합니다</translation>
    </message>
    <message>
        <source>None</source>
        <translation>없음</translation>
    </message>
    <message>
        <source>You sign in with a password, if the image has one</source>
        <translation>이미지에 암호가 있으면 암호로 로그인합니다</translation>
    </message>
    <message>
        <source>Import a public key</source>
        <translation>공개 키 가져오기</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>가져오기</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>Public key</source>
        <translation>공개 키</translation>
    </message>
    <message>
        <source>Usually ~/.ssh/id_ed25519.pub.</source>
        <translation>보통 ~/.ssh/id_ed25519.pub입니다.</translation>
    </message>
    <message>
        <source>The key was not imported</source>
        <translation>키를 가져오지 못했습니다</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>설명</translation>
    </message>
    <message>
        <source>Availability zone</source>
        <translation>가용 영역</translation>
    </message>
    <message>
        <source>How many</source>
        <translation>개수</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>태그</translation>
    </message>
    <message>
        <source>“node-{01..20}” launches twenty with numbers of two digits; otherwise several get -1, -2 … behind the name.</source>
        <translation>“node-{01..20}”은 두 자리 번호를 붙여 20개를 시작합니다. 그 밖에 여러 개일 때는 이름 뒤에 -1, -2 …가 붙습니다.</translation>
    </message>
    <message>
        <source>Any</source>
        <translation>상관없음</translation>
    </message>
    <message>
        <source>Give it a name.</source>
        <translation>이름을 입력하세요.</translation>
    </message>
    <message>
        <source>The name is too long: 255 characters at most.</source>
        <translation>이름이 너무 깁니다. 최대 255자입니다.</translation>
    </message>
    <message numerus="yes">
        <source>%n instance(s)</source>
        <translation>
            <numerusform>인스턴스 %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>디스크</translation>
    </message>
    <message>
        <source>A new, blank volume</source>
        <translation>빈 새 볼륨</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>크기</translation>
    </message>
    <message>
        <source>Remove the disk</source>
        <translation>디스크 제거</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>원본</translation>
    </message>
    <message>
        <source>Boot from</source>
        <translation>부팅 원본</translation>
    </message>
    <message>
        <source>An image</source>
        <translation>이미지</translation>
    </message>
    <message>
        <source>A snapshot of an instance</source>
        <translation>인스턴스의 스냅샷</translation>
    </message>
    <message>
        <source>A volume</source>
        <translation>볼륨</translation>
    </message>
    <message>
        <source>A snapshot of a volume</source>
        <translation>볼륨의 스냅샷</translation>
    </message>
    <message>
        <source>This is an installer: it gets a blank disk beside it, to install to.</source>
        <translation>설치 이미지입니다. 설치할 빈 디스크를 함께 붙입니다.</translation>
    </message>
    <message>
        <source>More disks</source>
        <translation>추가 디스크</translation>
    </message>
    <message>
        <source>Add a disk</source>
        <translation>디스크 추가</translation>
    </message>
    <message>
        <source>Choose what it boots from.</source>
        <translation>부팅할 원본을 고르세요.</translation>
    </message>
    <message>
        <source>An installer needs a disk to install to. Add one.</source>
        <translation>설치 이미지에는 설치할 디스크가 필요합니다. 추가하세요.</translation>
    </message>
    <message>
        <source>Put it on a new volume, which can outlive the instance</source>
        <translation>새 볼륨에 두기 (인스턴스가 없어져도 남길 수 있음)</translation>
    </message>
    <message>
        <source>Size of the volume</source>
        <translation>볼륨 크기</translation>
    </message>
    <message>
        <source>Type of the volume</source>
        <translation>볼륨 유형</translation>
    </message>
    <message>
        <source>Delete the volume with the instance</source>
        <translation>인스턴스와 함께 볼륨 삭제</translation>
    </message>
    <message>
        <source>No volume here can be booted from and is free.</source>
        <translation>사용 중이 아니면서 부팅할 수 있는 볼륨이 없습니다.</translation>
    </message>
    <message>
        <source>There is none.</source>
        <translation>없습니다.</translation>
    </message>
    <message>
        <source>A size of its own</source>
        <translation>직접 정한 크기</translation>
    </message>
    <message>
        <source>Choose a size.</source>
        <translation>크기를 고르세요.</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>vCPUs</source>
        <translation>vCPU</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>메모리</translation>
    </message>
    <message>
        <source>not public</source>
        <translation>비공개</translation>
    </message>
    <message>
        <source>The image needs %1 of memory.</source>
        <translation>이 이미지에는 메모리 %1이(가) 필요합니다.</translation>
    </message>
    <message>
        <source>Start-up script (optional)</source>
        <translation>시작 스크립트 (선택)</translation>
    </message>
    <message>
        <source>Load a file…</source>
        <translation>파일 불러오기…</translation>
    </message>
    <message>
        <source>Start-up script</source>
        <translation>시작 스크립트</translation>
    </message>
    <message>
        <source>What is wrong in the script</source>
        <translation>스크립트의 문제</translation>
    </message>
    <message>
        <source>For images that don't ask the cloud, or have no address to ask from.</source>
        <translation>클라우드에 묻지 않거나, 물을 주소가 없는 이미지에 씁니다.</translation>
    </message>
    <message>
        <source>Administrator's password (optional)</source>
        <translation>관리자 암호 (선택)</translation>
    </message>
    <message>
        <source>Administrator's password</source>
        <translation>관리자 암호</translation>
    </message>
    <message>
        <source>Line %1: %2</source>
        <translation>%1행: %2</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>Load a start-up script</source>
        <translation>시작 스크립트 불러오기</translation>
    </message>
    <message>
        <source>Server group</source>
        <translation>서버 그룹</translation>
    </message>
    <message>
        <source>Instances of a group stand together on one host, or apart on different ones.</source>
        <translation>한 그룹의 인스턴스는 같은 호스트에 모이거나 서로 다른 호스트로 나뉩니다.</translation>
    </message>
    <message>
        <source>Make a group…</source>
        <translation>그룹 만들기…</translation>
    </message>
    <message numerus="yes">
        <source>%n member(s)</source>
        <translation>
            <numerusform>구성원 %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>All on one host</source>
        <translation>모두 같은 호스트에</translation>
    </message>
    <message>
        <source>Each on another host</source>
        <translation>각각 다른 호스트에</translation>
    </message>
    <message>
        <source>On one host where it can be</source>
        <translation>가능하면 같은 호스트에</translation>
    </message>
    <message>
        <source>On different hosts where it can be</source>
        <translation>가능하면 다른 호스트에</translation>
    </message>
    <message>
        <source>Make a server group</source>
        <translation>서버 그룹 만들기</translation>
    </message>
    <message>
        <source>Make</source>
        <translation>만들기</translation>
    </message>
    <message>
        <source>Its instances stand</source>
        <translation>인스턴스 배치</translation>
    </message>
    <message>
        <source>The group was not made</source>
        <translation>그룹을 만들지 못했습니다</translation>
    </message>
    <message numerus="yes">
        <source>%n pair(s)</source>
        <translation>
            <numerusform>%n쌍</numerusform>
        </translation>
    </message>
    <message>
        <source>Wishes to the scheduler, such as “different_host” with the id of another instance.</source>
        <translation>스케줄러에 전하는 요청입니다. 예: “different_host”와 다른 인스턴스의 ID.</translation>
    </message>
    <message>
        <source>Pairs that the guest and your tools can read.</source>
        <translation>게스트와 도구가 읽을 수 있는 쌍입니다.</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 ~ %2</translation>
    </message>
    <message numerus="yes">
        <source>%1, %n of them</source>
        <translation>
            <numerusform>%1, %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>Zone</source>
        <translation>영역</translation>
    </message>
    <message>
        <source>Boots from</source>
        <translation>부팅 원본</translation>
    </message>
    <message>
        <source>Networks</source>
        <translation>네트워크</translation>
    </message>
    <message>
        <source>ssh (will be made)</source>
        <translation>ssh (새로 만듦)</translation>
    </message>
    <message>
        <source>will be made</source>
        <translation>새로 만듦</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Config drive</source>
        <translation>설정 드라이브</translation>
    </message>
    <message>
        <source>Scheduler hints</source>
        <translation>스케줄러 힌트</translation>
    </message>
    <message>
        <source>Metadata</source>
        <translation>메타데이터</translation>
    </message>
    <message>
        <source>one will be made</source>
        <translation>새로 만듦</translation>
    </message>
    <message>
        <source>%1 at %2</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Instances</source>
        <translation>인스턴스</translation>
    </message>
    <message>
        <source>%1, without a limit</source>
        <translation>%1, 한도 없음</translation>
    </message>
    <message>
        <source>Making a key pair…</source>
        <translation>키 페어를 만드는 중…</translation>
    </message>
    <message>
        <source>The key pair %1 was made for you. Its private half is in this desktop's keyring.</source>
        <translation>키 페어 %1을(를) 만들었습니다. 개인 키는 이 데스크톱의 키링에 있습니다.</translation>
    </message>
    <message>
        <source>The key pair %1 was made for you. Its private half could not be put into the keyring (%2): save it now.</source>
        <translation>키 페어 %1을(를) 만들었습니다. 개인 키를 키링에 넣지 못했습니다(%2). 지금 저장하세요.</translation>
    </message>
    <message>
        <source>Making a network…</source>
        <translation>네트워크를 만드는 중…</translation>
    </message>
    <message>
        <source>Letting SSH in…</source>
        <translation>SSH를 허용하는 중…</translation>
    </message>
    <message>
        <source>Making the size…</source>
        <translation>크기를 만드는 중…</translation>
    </message>
    <message>
        <source>Asking for the instance…</source>
        <translation>인스턴스를 요청하는 중…</translation>
    </message>
    <message>
        <source>Asking for the instances…</source>
        <translation>인스턴스들을 요청하는 중…</translation>
    </message>
    <message>
        <source>%1 is being launched</source>
        <translation>%1을(를) 시작하는 중입니다</translation>
    </message>
    <message numerus="yes">
        <source>%n instance(s) are being launched</source>
        <translation>
            <numerusform>인스턴스 %n개를 시작하는 중입니다</numerusform>
        </translation>
    </message>
    <message>
        <source>Undo: Launch %1</source>
        <translation>실행 취소: %1 시작</translation>
    </message>
    <message>
        <source>Launch %1</source>
        <translation>%1 시작</translation>
    </message>
    <message>
        <source>It ended in the state Error.</source>
        <translation>오류 상태로 끝났습니다.</translation>
    </message>
    <message>
        <source>%1 is ready</source>
        <translation>%1이(가) 준비되었습니다</translation>
    </message>
    <message>
        <source>%1 is ready at %2</source>
        <translation>%1이(가) %2에서 준비되었습니다</translation>
    </message>
    <message>
        <source>Console</source>
        <translation>콘솔</translation>
    </message>
    <message>
        <source>SSH</source>
        <translation>SSH</translation>
    </message>
    <message>
        <source>What was made for it is still there: %1. Delete it when nothing uses it any more.</source>
        <translation>이를 위해 만든 것이 아직 남아 있습니다: %1. 더 이상 쓰이지 않으면 삭제하세요.</translation>
    </message>
    <message>
        <source>Own size</source>
        <translation>직접 정한 크기</translation>
    </message>
    <message>
        <source>The image needs a disk of %1; the new volume has %2.</source>
        <translation>이 이미지는 %1의 디스크가 필요합니다. 새 볼륨은 %2입니다.</translation>
    </message>
    <message>
        <source>The image needs a disk of %1; this size has %2. Choose a larger one.</source>
        <translation>이 이미지는 %1의 디스크가 필요합니다. 이 크기는 %2입니다. 더 큰 것을 고르세요.</translation>
    </message>
    <message numerus="yes">
        <source>%n vCPU · %1 memory · %2 disk</source>
        <translation>
            <numerusform>vCPU %n개 · 메모리 %1 · 디스크 %2</numerusform>
        </translation>
    </message>
    <message>
        <source>The first interface is usually the guest's way out. Without any, the instance can only be reached by its console.</source>
        <translation>첫 번째 인터페이스가 보통 게스트가 밖으로 나가는 길입니다. 인터페이스가 없으면 콘솔로만 접근할 수 있습니다.</translation>
    </message>
    <message>
        <source>Delete with the instance</source>
        <translation>인스턴스와 함께 삭제</translation>
    </message>
    <message>
        <source>Default type</source>
        <translation>기본 유형</translation>
    </message>
    <message>
        <source>Use a config drive</source>
        <translation>구성 드라이브 사용</translation>
    </message>
    <message>
        <source>%1, on a new volume of %2</source>
        <translation>%1, %2 새 볼륨에</translation>
    </message>
    <message>
        <source>a new volume of %1</source>
        <translation>%1 새 볼륨</translation>
    </message>
</context>
<context>
    <name>LoginWords</name>
    <message>
        <source>In this computer's keyring</source>
        <translation>이 컴퓨터의 키링에</translation>
    </message>
    <message>
        <source>Until this window is closed</source>
        <translation>이 창을 닫을 때까지</translation>
    </message>
    <message>
        <source>Don't keep it: ask again when the session ends</source>
        <translation>보관하지 않음: 세션이 끝나면 다시 묻기</translation>
    </message>
    <message>
        <source>Write an address like https://cloud.example.org:5000/v3.</source>
        <translation>https://cloud.example.org:5000/v3 같은 주소를 쓰세요.</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>주소</translation>
    </message>
    <message>
        <source>Sign in with</source>
        <translation>로그인 방법</translation>
    </message>
    <message>
        <source>User and password</source>
        <translation>사용자와 암호</translation>
    </message>
    <message>
        <source>Application credential</source>
        <translation>애플리케이션 자격 증명</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>토큰</translation>
    </message>
    <message>
        <source>User</source>
        <translation>사용자</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>암호</translation>
    </message>
    <message>
        <source>ID of the application credential</source>
        <translation>애플리케이션 자격 증명 ID</translation>
    </message>
    <message>
        <source>Secret</source>
        <translation>비밀 값</translation>
    </message>
    <message>
        <source>It is never kept; it ends by itself.</source>
        <translation>보관되지 않으며, 저절로 만료됩니다.</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>프로젝트</translation>
    </message>
    <message>
        <source>Keep the password</source>
        <translation>암호 보관</translation>
    </message>
    <message>
        <source>Name of this connection</source>
        <translation>연결 이름</translation>
    </message>
    <message>
        <source>How it is called in the list of connections.</source>
        <translation>연결 목록에 표시되는 이름입니다.</translation>
    </message>
    <message>
        <source>Domain of the user</source>
        <translation>사용자 도메인</translation>
    </message>
    <message>
        <source>Domain of the project</source>
        <translation>프로젝트 도메인</translation>
    </message>
    <message>
        <source>Region</source>
        <translation>리전</translation>
    </message>
    <message>
        <source>Empty: the first one. It can be switched in the bar at the top.</source>
        <translation>비워 두면 첫 번째 프로젝트입니다. 위쪽 표시줄에서 바꿀 수 있습니다.</translation>
    </message>
    <message>
        <source>Certificate authority (PEM file)</source>
        <translation>인증 기관 (PEM 파일)</translation>
    </message>
</context>
<context>
    <name>Networks</name>
    <message>
        <source>Write it like 192.168.10.0/24.</source>
        <translation>192.168.10.0/24처럼 쓰세요.</translation>
    </message>
    <message>
        <source>Address range</source>
        <translation>주소 범위</translation>
    </message>
    <message>
        <source>Gateway</source>
        <translation>게이트웨이</translation>
    </message>
    <message>
        <source>Give addresses by DHCP</source>
        <translation>DHCP로 주소 할당</translation>
    </message>
    <message>
        <source>DNS servers</source>
        <translation>DNS 서버</translation>
    </message>
    <message>
        <source>Empty: the first address of the range.</source>
        <translation>비워 두면 범위의 첫 주소를 씁니다.</translation>
    </message>
    <message>
        <source>Separated by commas.</source>
        <translation>쉼표로 구분합니다.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>DHCP</source>
        <translation>DHCP</translation>
    </message>
    <message>
        <source>It has no subnet, so nothing can get an address on it</source>
        <translation>서브넷이 없어 주소를 받을 수 없습니다</translation>
    </message>
    <message numerus="yes">
        <source>Delete %n subnet(s)?</source>
        <translation>
            <numerusform>서브넷 %n개를 삭제할까요?</numerusform>
        </translation>
    </message>
    <message>
        <source>Add subnet</source>
        <translation>서브넷 추가</translation>
    </message>
    <message>
        <source>Add a subnet</source>
        <translation>서브넷 추가</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>추가</translation>
    </message>
    <message>
        <source>Add subnet %1</source>
        <translation>서브넷 %1 추가</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>주소</translation>
    </message>
    <message>
        <source>Belongs to</source>
        <translation>소속</translation>
    </message>
    <message>
        <source>MAC address</source>
        <translation>MAC 주소</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>상태</translation>
    </message>
    <message>
        <source>Nothing is plugged in</source>
        <translation>연결된 장치가 없습니다</translation>
    </message>
    <message numerus="yes">
        <source>Delete %n port(s)?</source>
        <translation>
            <numerusform>포트 %n개를 삭제할까요?</numerusform>
        </translation>
    </message>
    <message>
        <source>An instance that uses it loses this network.</source>
        <translation>이 포트를 쓰는 인스턴스는 이 네트워크에서 끊어집니다.</translation>
    </message>
    <message>
        <source>Create network</source>
        <translation>네트워크 만들기</translation>
    </message>
    <message>
        <source>Create a network</source>
        <translation>네트워크 만들기</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>만들기</translation>
    </message>
    <message>
        <source>Every project may use it</source>
        <translation>모든 프로젝트에서 사용</translation>
    </message>
    <message>
        <source>Create network %1</source>
        <translation>네트워크 %1 만들기</translation>
    </message>
    <message>
        <source>Networks</source>
        <translation>네트워크</translation>
    </message>
    <message>
        <source>Subnets</source>
        <translation>서브넷</translation>
    </message>
    <message>
        <source>External</source>
        <translation>외부</translation>
    </message>
    <message>
        <source>Shared</source>
        <translation>공유</translation>
    </message>
    <message>
        <source>MTU</source>
        <translation>MTU</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>설명</translation>
    </message>
    <message>
        <source>Ports</source>
        <translation>포트</translation>
    </message>
    <message numerus="yes">
        <source>Delete %n network(s)?</source>
        <translation>
            <numerusform>네트워크 %n개를 삭제할까요?</numerusform>
        </translation>
    </message>
    <message>
        <source>Their subnets go too. It fails while an instance or a router is plugged in.</source>
        <translation>서브넷도 함께 삭제됩니다. 인스턴스나 라우터가 연결되어 있으면 실패합니다.</translation>
    </message>
    <message>
        <source>No networks yet</source>
        <translation>아직 네트워크가 없습니다</translation>
    </message>
    <message>
        <source>Instances on one network reach each other. A router joins networks and leads outside.</source>
        <translation>같은 네트워크의 인스턴스는 서로 통신합니다. 라우터는 네트워크를 서로, 그리고 외부와 잇습니다.</translation>
    </message>
</context>
<context>
    <name>PrivateKey</name>
    <message>
        <source>This key is in OpenSSH's own format. Convert a copy of it with: ssh-keygen -p -m PEM -f FILE</source>
        <translation>이 키는 OpenSSH 고유 형식입니다. 사본을 다음 명령으로 변환하세요: ssh-keygen -p -m PEM -f FILE</translation>
    </message>
    <message>
        <source>This key has a passphrase. Remove it from a copy of the file first.</source>
        <translation>이 키에는 암호가 걸려 있습니다. 먼저 파일 사본에서 암호를 제거하세요.</translation>
    </message>
    <message>
        <source>This is no private key in the PEM format.</source>
        <translation>PEM 형식의 개인 키가 아닙니다.</translation>
    </message>
    <message>
        <source>Only an RSA key can decrypt it.</source>
        <translation>RSA 키로만 해독할 수 있습니다.</translation>
    </message>
    <message>
        <source>The key can't be used.</source>
        <translation>이 키를 쓸 수 없습니다.</translation>
    </message>
    <message>
        <source>The password was not encrypted for this key. Choose the one that the instance was launched with.</source>
        <translation>암호가 이 키로 암호화되지 않았습니다. 인스턴스를 시작할 때 쓴 키를 고르세요.</translation>
    </message>
</context>
<context>
    <name>Projects</name>
    <message>
        <source>%1 (group)</source>
        <translation>%1 (그룹)</translation>
    </message>
    <message>
        <source>%1 (in the projects below)</source>
        <translation>%1 (하위 프로젝트에서)</translation>
    </message>
    <message>
        <source>User</source>
        <translation>사용자</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>역할</translation>
    </message>
    <message>
        <source>Nobody has a role here</source>
        <translation>여기에 역할을 가진 사람이 없습니다</translation>
    </message>
    <message>
        <source>Take the role away</source>
        <translation>역할 회수</translation>
    </message>
    <message>
        <source>Take the role %1 from %2</source>
        <translation>%2에게서 역할 %1 회수</translation>
    </message>
    <message>
        <source>%1 has lost the role %2</source>
        <translation>%1의 역할 %2을(를) 회수했습니다</translation>
    </message>
    <message>
        <source>Give a role</source>
        <translation>역할 주기</translation>
    </message>
    <message>
        <source>Give a user a role</source>
        <translation>사용자에게 역할 주기</translation>
    </message>
    <message>
        <source>Give</source>
        <translation>주기</translation>
    </message>
    <message>
        <source>You are signed in to this project. Change to another one first.</source>
        <translation>지금 로그인한 프로젝트입니다. 먼저 다른 프로젝트로 바꾸세요.</translation>
    </message>
    <message>
        <source>Enable</source>
        <translation>사용</translation>
    </message>
    <message>
        <source>Disable</source>
        <translation>사용 중지</translation>
    </message>
    <message>
        <source>It is enabled already.</source>
        <translation>이미 사용 중입니다.</translation>
    </message>
    <message>
        <source>It is disabled already.</source>
        <translation>이미 사용 중지되어 있습니다.</translation>
    </message>
    <message numerus="yes">
        <source>Disable %n project(s)?</source>
        <translation>
            <numerusform>프로젝트 %n개를 사용 중지할까요?</numerusform>
        </translation>
    </message>
    <message>
        <source>Its users' sessions end. What runs in it goes on.</source>
        <translation>이 프로젝트의 사용자 세션이 끝납니다. 실행 중인 것은 계속 실행됩니다.</translation>
    </message>
    <message>
        <source>%1 is enabled</source>
        <translation>%1을(를) 사용합니다</translation>
    </message>
    <message>
        <source>%1 is disabled</source>
        <translation>%1을(를) 사용 중지했습니다</translation>
    </message>
    <message>
        <source>Create project</source>
        <translation>프로젝트 만들기</translation>
    </message>
    <message>
        <source>Create a project</source>
        <translation>프로젝트 만들기</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>만들기</translation>
    </message>
    <message>
        <source>A project owns instances, volumes and networks, and has quotas. Give users a role in it afterwards.</source>
        <translation>프로젝트는 인스턴스, 볼륨, 네트워크를 소유하고 할당량을 가집니다. 만든 뒤 사용자에게 역할을 주세요.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>설명</translation>
    </message>
    <message>
        <source>Create project %1</source>
        <translation>프로젝트 %1 만들기</translation>
    </message>
    <message>
        <source>Projects</source>
        <translation>프로젝트</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>상태</translation>
    </message>
    <message>
        <source>Domain</source>
        <translation>도메인</translation>
    </message>
    <message>
        <source>Members</source>
        <translation>구성원</translation>
    </message>
    <message numerus="yes">
        <source>Delete %n project(s)?</source>
        <translation>
            <numerusform>프로젝트 %n개를 삭제할까요?</numerusform>
        </translation>
    </message>
    <message>
        <source>Delete what is in it first: instances, volumes and networks of a deleted project belong to nobody.</source>
        <translation>먼저 안에 있는 것을 삭제하세요. 삭제한 프로젝트의 인스턴스, 볼륨, 네트워크는 주인이 없어집니다.</translation>
    </message>
    <message>
        <source>No projects yet</source>
        <translation>아직 프로젝트가 없습니다</translation>
    </message>
</context>
<context>
    <name>QuitWords</name>
    <message>
        <source>Quit while your cloud is at work?</source>
        <translation>클라우드가 작업 중입니다. 끝낼까요?</translation>
    </message>
    <message>
        <source>The cloud on this computer ends with the program. Work in progress goes on at the next start where that is possible; running instances keep running.</source>
        <translation>이 컴퓨터의 클라우드는 프로그램과 함께 끝납니다. 진행 중인 작업은 가능하면 다음 시작 때 계속되고, 실행 중인 인스턴스는 계속 실행됩니다.</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>끝내기</translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) of other programs</source>
        <translation>
            <numerusform>다른 프로그램의 작업 %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>Close %1 while work runs there?</source>
        <translation>작업이 실행 중인 %1을(를) 닫을까요?</translation>
    </message>
    <message>
        <source>What the cloud itself does goes on; you will not see here how it ends. What this window uploads or downloads is broken off.</source>
        <translation>클라우드가 하는 작업은 계속되지만 결과를 여기서 볼 수 없습니다. 이 창의 올리기와 내려받기는 중단됩니다.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
</context>
<context>
    <name>Routers</name>
    <message numerus="yes">
        <source>Clear the gateway of %n router(s)?</source>
        <translation>
            <numerusform>라우터 %n개의 게이트웨이를 해제할까요?</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 is given up; you may not get it again.</source>
        <translation>%1을(를) 반납합니다. 다시 받지 못할 수 있습니다.</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>주소</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>네트워크</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>종류</translation>
    </message>
    <message>
        <source>Gateway</source>
        <translation>게이트웨이</translation>
    </message>
    <message>
        <source>Interface</source>
        <translation>인터페이스</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>상태</translation>
    </message>
    <message>
        <source>It joins no network yet</source>
        <translation>아직 연결한 네트워크가 없습니다</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>제거</translation>
    </message>
    <message>
        <source>Clear the router's gateway instead.</source>
        <translation>대신 라우터의 게이트웨이를 해제하세요.</translation>
    </message>
    <message>
        <source>Remove interface %1</source>
        <translation>인터페이스 %1 제거</translation>
    </message>
    <message>
        <source>The interface %1 was removed</source>
        <translation>인터페이스 %1을(를) 제거했습니다</translation>
    </message>
    <message>
        <source>Add interface</source>
        <translation>인터페이스 추가</translation>
    </message>
    <message>
        <source>Join a subnet</source>
        <translation>서브넷 연결</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>추가</translation>
    </message>
    <message>
        <source>Instances on the subnet reach the router's other networks, and the outside when it has a gateway.</source>
        <translation>이 서브넷의 인스턴스가 라우터의 다른 네트워크와, 게이트웨이가 있으면 외부와도 통신합니다.</translation>
    </message>
    <message>
        <source>Subnet</source>
        <translation>서브넷</translation>
    </message>
    <message>
        <source>Set gateway…</source>
        <translation>게이트웨이 설정…</translation>
    </message>
    <message>
        <source>Lead %1 outside</source>
        <translation>%1을(를) 외부에 연결</translation>
    </message>
    <message>
        <source>Set gateway</source>
        <translation>게이트웨이 설정</translation>
    </message>
    <message>
        <source>External network</source>
        <translation>외부 네트워크</translation>
    </message>
    <message>
        <source>Set the gateway of %1</source>
        <translation>%1의 게이트웨이 설정</translation>
    </message>
    <message>
        <source>The gateway of %1 was set</source>
        <translation>%1의 게이트웨이를 설정했습니다</translation>
    </message>
    <message>
        <source>Clear gateway</source>
        <translation>게이트웨이 해제</translation>
    </message>
    <message>
        <source>It has no gateway.</source>
        <translation>게이트웨이가 없습니다.</translation>
    </message>
    <message>
        <source>Clear the gateway of %1</source>
        <translation>%1의 게이트웨이 해제</translation>
    </message>
    <message>
        <source>The gateway of %1 was cleared</source>
        <translation>%1의 게이트웨이를 해제했습니다</translation>
    </message>
    <message numerus="yes">
        <source>Delete %n router(s)?</source>
        <translation>
            <numerusform>라우터 %n개를 삭제할까요?</numerusform>
        </translation>
    </message>
    <message>
        <source>It fails while it still joins networks. Remove its interfaces first.</source>
        <translation>네트워크가 연결되어 있으면 실패합니다. 먼저 인터페이스를 제거하세요.</translation>
    </message>
    <message>
        <source>Create router</source>
        <translation>라우터 만들기</translation>
    </message>
    <message>
        <source>Create a router</source>
        <translation>라우터 만들기</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>만들기</translation>
    </message>
    <message>
        <source>Join your networks to it afterwards, under Interfaces.</source>
        <translation>만든 뒤 인터페이스에서 네트워크를 연결하세요.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>None</source>
        <translation>없음</translation>
    </message>
    <message>
        <source>Create router %1</source>
        <translation>라우터 %1 만들기</translation>
    </message>
    <message>
        <source>Routers</source>
        <translation>라우터</translation>
    </message>
    <message>
        <source>Outside address</source>
        <translation>외부 주소</translation>
    </message>
    <message>
        <source>Translates addresses (SNAT)</source>
        <translation>주소 변환 (SNAT)</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>설명</translation>
    </message>
    <message>
        <source>Interfaces</source>
        <translation>인터페이스</translation>
    </message>
    <message>
        <source>No routers yet</source>
        <translation>아직 라우터가 없습니다</translation>
    </message>
    <message>
        <source>A router joins networks and leads them outside.</source>
        <translation>라우터는 네트워크를 서로, 그리고 외부와 잇습니다.</translation>
    </message>
</context>
<context>
    <name>SectionWords</name>
    <message>
        <source>Compute</source>
        <translation>컴퓨트</translation>
    </message>
    <message>
        <source>Storage</source>
        <translation>스토리지</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>네트워크</translation>
    </message>
    <message>
        <source>Administration</source>
        <translation>관리</translation>
    </message>
</context>
<context>
    <name>SecurityGroups</name>
    <message>
        <source>Any</source>
        <translation>모두</translation>
    </message>
    <message>
        <source>Group %1</source>
        <translation>그룹 %1</translation>
    </message>
    <message>
        <source>Anywhere</source>
        <translation>어디서나</translation>
    </message>
    <message>
        <source>Add a rule</source>
        <translation>규칙 추가</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>추가</translation>
    </message>
    <message>
        <source>Rules allow; what no rule allows is dropped.</source>
        <translation>규칙은 허용만 합니다. 허용하는 규칙이 없는 통신은 버려집니다.</translation>
    </message>
    <message>
        <source>What to allow</source>
        <translation>허용할 것</translation>
    </message>
    <message>
        <source>Direction</source>
        <translation>방향</translation>
    </message>
    <message>
        <source>Protocol</source>
        <translation>프로토콜</translation>
    </message>
    <message>
        <source>First port</source>
        <translation>첫 포트</translation>
    </message>
    <message>
        <source>Last port</source>
        <translation>마지막 포트</translation>
    </message>
    <message>
        <source>From where</source>
        <translation>출발지</translation>
    </message>
    <message>
        <source>Or from members of a group</source>
        <translation>또는 그룹 구성원에서</translation>
    </message>
    <message>
        <source>Ping</source>
        <translation>핑</translation>
    </message>
    <message>
        <source>Something else…</source>
        <translation>직접 입력…</translation>
    </message>
    <message>
        <source>Incoming</source>
        <translation>들어옴</translation>
    </message>
    <message>
        <source>Outgoing</source>
        <translation>내보냄</translation>
    </message>
    <message>
        <source>The last port comes before the first.</source>
        <translation>마지막 포트가 첫 포트보다 앞섭니다.</translation>
    </message>
    <message>
        <source>An address range like 203.0.113.0/24. 0.0.0.0/0 is everywhere.</source>
        <translation>203.0.113.0/24 같은 주소 범위. 0.0.0.0/0은 모든 곳입니다.</translation>
    </message>
    <message>
        <source>No group</source>
        <translation>그룹 없음</translation>
    </message>
    <message>
        <source>Ports</source>
        <translation>포트</translation>
    </message>
    <message>
        <source>From or to</source>
        <translation>상대</translation>
    </message>
    <message>
        <source>Family</source>
        <translation>주소 체계</translation>
    </message>
    <message>
        <source>No rule: nothing gets in or out</source>
        <translation>규칙이 없어 아무것도 드나들 수 없습니다</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>삭제</translation>
    </message>
    <message>
        <source>Delete rule %1 %2</source>
        <translation>규칙 %1 %2 삭제</translation>
    </message>
    <message>
        <source>The rule %1 %2 was deleted</source>
        <translation>규칙 %1 %2을(를) 삭제했습니다</translation>
    </message>
    <message>
        <source>Add rule</source>
        <translation>규칙 추가</translation>
    </message>
    <message>
        <source>Security groups</source>
        <translation>보안 그룹</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>Rules</source>
        <translation>규칙</translation>
    </message>
    <message numerus="yes">
        <source>%n rule(s)</source>
        <translation>
            <numerusform>규칙 %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>Description</source>
        <translation>설명</translation>
    </message>
    <message numerus="yes">
        <source>Delete %n security group(s)?</source>
        <translation>
            <numerusform>보안 그룹 %n개를 삭제할까요?</numerusform>
        </translation>
    </message>
    <message>
        <source>It fails while an instance uses it.</source>
        <translation>인스턴스가 사용 중이면 실패합니다.</translation>
    </message>
    <message>
        <source>The default group stays.</source>
        <translation>기본 그룹은 삭제할 수 없습니다.</translation>
    </message>
    <message>
        <source>Create security group</source>
        <translation>보안 그룹 만들기</translation>
    </message>
    <message>
        <source>Create a security group</source>
        <translation>보안 그룹 만들기</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>만들기</translation>
    </message>
    <message>
        <source>It begins with rules that let everything out and nothing in.</source>
        <translation>처음에는 나가는 통신만 모두 허용하고 들어오는 통신은 막습니다.</translation>
    </message>
    <message>
        <source>Create security group %1</source>
        <translation>보안 그룹 %1 만들기</translation>
    </message>
</context>
<context>
    <name>Servers</name>
    <message>
        <source>It is busy. Wait until it has finished.</source>
        <translation>작업 중입니다. 끝날 때까지 기다리세요.</translation>
    </message>
    <message>
        <source>Console</source>
        <translation>콘솔</translation>
    </message>
    <message>
        <source>Only a running instance has a console. Start it first.</source>
        <translation>실행 중인 인스턴스에만 콘솔이 있습니다. 먼저 시작하세요.</translation>
    </message>
    <message>
        <source>Attach volume…</source>
        <translation>볼륨 연결…</translation>
    </message>
    <message>
        <source>A volume can be attached when it runs or is stopped.</source>
        <translation>실행 중이거나 중지되었을 때 볼륨을 연결할 수 있습니다.</translation>
    </message>
    <message>
        <source>Attach a volume to %1</source>
        <translation>%1에 볼륨 연결</translation>
    </message>
    <message>
        <source>Attach</source>
        <translation>연결</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>볼륨</translation>
    </message>
    <message>
        <source>Only volumes that are free are listed.</source>
        <translation>사용 중이 아닌 볼륨만 표시합니다.</translation>
    </message>
    <message>
        <source>A volume was attached to %1</source>
        <translation>%1에 볼륨을 연결했습니다</translation>
    </message>
    <message>
        <source>Give %1 a floating IP</source>
        <translation>%1에 유동 IP 연결</translation>
    </message>
    <message>
        <source>%1 is plugged into no network.</source>
        <translation>%1은(는) 연결된 네트워크가 없습니다.</translation>
    </message>
    <message>
        <source>%1 has a floating IP</source>
        <translation>%1에 유동 IP를 연결했습니다</translation>
    </message>
    <message>
        <source>Take the floating IP from %1</source>
        <translation>%1의 유동 IP 연결 해제</translation>
    </message>
    <message>
        <source>Associate floating IP…</source>
        <translation>유동 IP 연결…</translation>
    </message>
    <message>
        <source>Associate</source>
        <translation>연결</translation>
    </message>
    <message>
        <source>Floating IP</source>
        <translation>유동 IP</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>Resize…</source>
        <translation>크기 변경…</translation>
    </message>
    <message>
        <source>It can be resized when it runs or is stopped.</source>
        <translation>실행 중이거나 중지되었을 때 크기를 바꿀 수 있습니다.</translation>
    </message>
    <message>
        <source>Resize %1</source>
        <translation>%1 크기 변경</translation>
    </message>
    <message>
        <source>Resize</source>
        <translation>크기 변경</translation>
    </message>
    <message>
        <source>It restarts with the new size. Confirm or revert afterwards.</source>
        <translation>새 크기로 다시 시작합니다. 그 뒤 확정하거나 되돌리세요.</translation>
    </message>
    <message>
        <source>New flavor</source>
        <translation>새 사양</translation>
    </message>
    <message>
        <source>It has to be running.</source>
        <translation>실행 중이어야 합니다.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>중지</translation>
    </message>
    <message>
        <source>It is not running.</source>
        <translation>실행 중이 아닙니다.</translation>
    </message>
    <message>
        <source>%1 is being stopped</source>
        <translation>%1을(를) 중지하는 중입니다</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>시작</translation>
    </message>
    <message>
        <source>Only a stopped instance can be started.</source>
        <translation>중지된 인스턴스만 시작할 수 있습니다.</translation>
    </message>
    <message>
        <source>%1 is being started</source>
        <translation>%1을(를) 시작하는 중입니다</translation>
    </message>
    <message>
        <source>Reboot</source>
        <translation>재부팅</translation>
    </message>
    <message>
        <source>Hard reboot</source>
        <translation>강제 재부팅</translation>
    </message>
    <message>
        <source>It can't be reset in this state.</source>
        <translation>이 상태에서는 강제로 재부팅할 수 없습니다.</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>일시 정지</translation>
    </message>
    <message>
        <source>%1 is paused</source>
        <translation>%1을(를) 일시 정지했습니다</translation>
    </message>
    <message>
        <source>Resume from pause</source>
        <translation>일시 정지 해제</translation>
    </message>
    <message>
        <source>It is not paused.</source>
        <translation>일시 정지 상태가 아닙니다.</translation>
    </message>
    <message>
        <source>Suspend</source>
        <translation>일시 중단</translation>
    </message>
    <message>
        <source>%1 is being suspended</source>
        <translation>%1을(를) 일시 중단하는 중입니다</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>재개</translation>
    </message>
    <message>
        <source>It is not suspended.</source>
        <translation>일시 중단 상태가 아닙니다.</translation>
    </message>
    <message>
        <source>Confirm resize</source>
        <translation>크기 변경 확정</translation>
    </message>
    <message>
        <source>There is no resize to confirm.</source>
        <translation>확정할 크기 변경이 없습니다.</translation>
    </message>
    <message>
        <source>Revert resize</source>
        <translation>크기 변경 되돌리기</translation>
    </message>
    <message>
        <source>There is no resize to revert.</source>
        <translation>되돌릴 크기 변경이 없습니다.</translation>
    </message>
    <message numerus="yes">
        <source>Delete %n instance(s)?</source>
        <translation>
            <numerusform>인스턴스 %n개를 삭제할까요?</numerusform>
        </translation>
    </message>
    <message>
        <source>Their disks go with them. Volumes stay, unless they were made to go too.</source>
        <translation>디스크도 함께 삭제됩니다. 볼륨은 함께 삭제하도록 만든 것만 빼고 남습니다.</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>이미지</translation>
    </message>
    <message>
        <source>Flavor</source>
        <translation>사양</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>네트워크</translation>
    </message>
    <message>
        <source>Key pair</source>
        <translation>키 페어</translation>
    </message>
    <message>
        <source>Security groups</source>
        <translation>보안 그룹</translation>
    </message>
    <message>
        <source>Launch instance</source>
        <translation>인스턴스 시작</translation>
    </message>
    <message>
        <source>Boots from a volume</source>
        <translation>볼륨에서 부팅</translation>
    </message>
    <message numerus="yes">
        <source>%1 · %n vCPU · %2</source>
        <translation>
            <numerusform>%1 · vCPU %n개 · %2</numerusform>
        </translation>
    </message>
    <message>
        <source>Status</source>
        <translation>상태</translation>
    </message>
    <message>
        <source>IP address</source>
        <translation>IP 주소</translation>
    </message>
    <message>
        <source>vCPU</source>
        <translation>vCPU</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>메모리</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>호스트</translation>
    </message>
    <message>
        <source>Zone</source>
        <translation>영역</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>경과</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>만든 때</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>변경됨</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>장치</translation>
    </message>
    <message>
        <source>No volume is attached</source>
        <translation>연결된 볼륨이 없습니다</translation>
    </message>
    <message>
        <source>Detach</source>
        <translation>분리</translation>
    </message>
    <message>
        <source>Detach %1</source>
        <translation>%1 분리</translation>
    </message>
    <message>
        <source>%1 was detached</source>
        <translation>%1을(를) 분리했습니다</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>주소</translation>
    </message>
    <message>
        <source>MAC address</source>
        <translation>MAC 주소</translation>
    </message>
    <message>
        <source>It is plugged into no network</source>
        <translation>연결된 네트워크가 없습니다</translation>
    </message>
    <message>
        <source>What</source>
        <translation>작업</translation>
    </message>
    <message>
        <source>When</source>
        <translation>시각</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>요청</translation>
    </message>
    <message>
        <source>Nothing has happened to it yet</source>
        <translation>아직 기록이 없습니다</translation>
    </message>
    <message>
        <source>Instances</source>
        <translation>인스턴스</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>로그</translation>
    </message>
    <message>
        <source>Volumes</source>
        <translation>볼륨</translation>
    </message>
    <message>
        <source>No instances yet</source>
        <translation>아직 인스턴스가 없습니다</translation>
    </message>
    <message numerus="yes">
        <source>%n in total</source>
        <translation>
            <numerusform>전체 %n개</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n running</source>
        <translation>
            <numerusform>실행 중 %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>SSH</source>
        <translation>SSH</translation>
    </message>
    <message>
        <source>Serial</source>
        <translation>직렬</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>사용자</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>메시지</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1초</translation>
    </message>
    <message>
        <source>View log</source>
        <translation>로그 보기</translation>
    </message>
    <message>
        <source>It has not booted yet.</source>
        <translation>아직 부팅하지 않았습니다.</translation>
    </message>
    <message>
        <source>Change password…</source>
        <translation>암호 변경…</translation>
    </message>
    <message>
        <source>Change the administrator's password in %1</source>
        <translation>%1의 관리자 암호 변경</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>변경</translation>
    </message>
    <message>
        <source>The guest's agent sets it. An image without one can't do this.</source>
        <translation>게스트의 에이전트가 암호를 설정합니다. 에이전트가 없는 이미지에서는 할 수 없습니다.</translation>
    </message>
    <message>
        <source>New password</source>
        <translation>새 암호</translation>
    </message>
    <message>
        <source>Once more</source>
        <translation>한 번 더</translation>
    </message>
    <message>
        <source>The two are not the same.</source>
        <translation>두 암호가 다릅니다.</translation>
    </message>
    <message>
        <source>Change the password of %1</source>
        <translation>%1의 암호 변경</translation>
    </message>
    <message>
        <source>Password of %1</source>
        <translation>%1의 암호</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>암호</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>복사</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>Decrypt</source>
        <translation>해독</translation>
    </message>
    <message>
        <source>The guest encrypted its password with the key pair “%1”. The private key stays on this computer.</source>
        <translation>게스트가 키 페어 “%1”(으)로 암호를 암호화했습니다. 개인 키는 이 컴퓨터를 벗어나지 않습니다.</translation>
    </message>
    <message>
        <source>File of the private key</source>
        <translation>개인 키 파일</translation>
    </message>
    <message>
        <source>The file can't be read: %1</source>
        <translation>파일을 읽을 수 없습니다: %1</translation>
    </message>
    <message>
        <source>The password was not decrypted</source>
        <translation>암호를 해독하지 못했습니다</translation>
    </message>
    <message>
        <source>Retrieve password…</source>
        <translation>암호 가져오기…</translation>
    </message>
    <message>
        <source>It was launched without a key pair, so that no password could be encrypted for you.</source>
        <translation>키 페어 없이 시작했으므로 암호를 암호화해 둘 수 없었습니다.</translation>
    </message>
    <message>
        <source>The password can't be had: %1</source>
        <translation>암호를 가져올 수 없습니다: %1</translation>
    </message>
    <message>
        <source>%1 has told no password. Images for Windows do some minutes after their first boot.</source>
        <translation>%1이(가) 알려 준 암호가 없습니다. Windows 이미지는 첫 부팅 몇 분 뒤에 알려 줍니다.</translation>
    </message>
    <message numerus="yes">
        <source>%n volume(s) made to go with them</source>
        <translation>
            <numerusform>함께 삭제하도록 만든 볼륨 %n개</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n volume(s) stay, detached</source>
        <translation>
            <numerusform>볼륨 %n개는 분리되어 남습니다</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n floating IP(s) become free again; they stay the project's</source>
        <translation>
            <numerusform>유동 IP %n개는 연결이 풀리고 프로젝트에 남습니다</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them locked</source>
        <translation>
            <numerusform>그중 %n개는 잠김</numerusform>
        </translation>
    </message>
    <message>
        <source>It is locked. Unlock it first.</source>
        <translation>잠겨 있습니다. 먼저 잠금을 해제하세요.</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Power</source>
        <translation>전원</translation>
    </message>
    <message>
        <source>It can be shelved when it runs, is stopped, paused or suspended.</source>
        <translation>실행 중이거나 중지, 일시 정지, 일시 중단 상태일 때 보관할 수 있습니다.</translation>
    </message>
    <message>
        <source>%1 runs again</source>
        <translation>%1이(가) 다시 실행됩니다</translation>
    </message>
    <message>
        <source>Shelve</source>
        <translation>보관</translation>
    </message>
    <message>
        <source>%1 is being shelved</source>
        <translation>%1을(를) 보관하는 중입니다</translation>
    </message>
    <message>
        <source>Unshelve</source>
        <translation>보관 해제</translation>
    </message>
    <message>
        <source>It is not shelved.</source>
        <translation>보관된 상태가 아닙니다.</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>삭제</translation>
    </message>
    <message>
        <source>%1 is in the trash</source>
        <translation>%1을(를) 휴지통으로 옮겼습니다</translation>
    </message>
    <message>
        <source>They stop, and stay in the trash for some days with their disks and addresses. Until then they can be restored as they are.</source>
        <translation>중지된 뒤 디스크, 주소와 함께 며칠 동안 휴지통에 남습니다. 그동안은 지금 그대로 복원할 수 있습니다.</translation>
    </message>
    <message>
        <source>Look inside</source>
        <translation>내부 보기</translation>
    </message>
    <message>
        <source>To host</source>
        <translation>대상 호스트</translation>
    </message>
    <message>
        <source>down</source>
        <translation>꺼짐</translation>
    </message>
    <message>
        <source>The scheduler chooses</source>
        <translation>스케줄러가 고름</translation>
    </message>
    <message>
        <source>Migrate…</source>
        <translation>옮기기…</translation>
    </message>
    <message>
        <source>It has to run or be stopped.</source>
        <translation>실행 중이거나 중지되어 있어야 합니다.</translation>
    </message>
    <message>
        <source>Migrate %1</source>
        <translation>%1 옮기기</translation>
    </message>
    <message>
        <source>Migrate</source>
        <translation>옮기기</translation>
    </message>
    <message>
        <source>It stops, moves with its disk and starts there. Confirm or revert afterwards.</source>
        <translation>중지하고 디스크와 함께 옮긴 뒤 그곳에서 시작합니다. 그 뒤 확정하거나 되돌리세요.</translation>
    </message>
    <message>
        <source>Administration</source>
        <translation>관리</translation>
    </message>
    <message>
        <source>Live migrate…</source>
        <translation>실시간 옮기기…</translation>
    </message>
    <message>
        <source>It has to run or be paused.</source>
        <translation>실행 중이거나 일시 정지되어 있어야 합니다.</translation>
    </message>
    <message>
        <source>Live migrate %1</source>
        <translation>%1 실시간 옮기기</translation>
    </message>
    <message>
        <source>It moves while it runs.</source>
        <translation>실행한 채로 옮깁니다.</translation>
    </message>
    <message>
        <source>Evacuate…</source>
        <translation>대피…</translation>
    </message>
    <message>
        <source>It has to run, be stopped or have failed.</source>
        <translation>실행 중이거나 중지 또는 오류 상태여야 합니다.</translation>
    </message>
    <message>
        <source>Evacuate %1</source>
        <translation>%1 대피</translation>
    </message>
    <message>
        <source>Evacuate</source>
        <translation>대피</translation>
    </message>
    <message>
        <source>Its host is down: it is made again on another one, from its image unless the disk is shared.</source>
        <translation>호스트가 꺼져 있어 다른 호스트에 다시 만듭니다. 디스크를 공유하지 않으면 이미지로 만듭니다.</translation>
    </message>
    <message>
        <source>Reset state…</source>
        <translation>상태 재설정…</translation>
    </message>
    <message>
        <source>Reset the state of %1</source>
        <translation>%1의 상태 재설정</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>재설정</translation>
    </message>
    <message>
        <source>Only what the cloud notes changes, not the guest. For instances that hang in a state which is no longer true.</source>
        <translation>클라우드의 기록만 바뀌고 게스트는 그대로입니다. 실제와 다른 상태에 멈춰 있는 인스턴스에 쓰세요.</translation>
    </message>
    <message>
        <source>State</source>
        <translation>상태</translation>
    </message>
    <message>
        <source>Active</source>
        <translation>활성</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>오류</translation>
    </message>
    <message>
        <source>Offload</source>
        <translation>호스트에서 내리기</translation>
    </message>
    <message>
        <source>It is not shelved on a host.</source>
        <translation>호스트에 보관된 상태가 아닙니다.</translation>
    </message>
    <message>
        <source>Trigger crash dump</source>
        <translation>크래시 덤프 만들기</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>복원</translation>
    </message>
    <message>
        <source>It is not deleted.</source>
        <translation>삭제된 상태가 아닙니다.</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>편집…</translation>
    </message>
    <message>
        <source>Edit %1</source>
        <translation>%1 편집</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>저장</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>설명</translation>
    </message>
    <message>
        <source>%1 was changed</source>
        <translation>%1을(를) 변경했습니다</translation>
    </message>
    <message>
        <source>Update metadata…</source>
        <translation>메타데이터 변경…</translation>
    </message>
    <message>
        <source>Metadata of %1</source>
        <translation>%1의 메타데이터</translation>
    </message>
    <message>
        <source>Change the metadata of %1</source>
        <translation>%1의 메타데이터 변경</translation>
    </message>
    <message>
        <source>%1 has other metadata</source>
        <translation>%1의 메타데이터를 변경했습니다</translation>
    </message>
    <message>
        <source>Tags of %1</source>
        <translation>%1의 태그</translation>
    </message>
    <message numerus="yes">
        <source>Tags of %n instance(s)</source>
        <translation>
            <numerusform>인스턴스 %n개의 태그</numerusform>
        </translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>태그</translation>
    </message>
    <message>
        <source>Parted by commas.</source>
        <translation>쉼표로 구분합니다.</translation>
    </message>
    <message>
        <source>Parted by commas. These are the tags that all of them have; each keeps its own beside them.</source>
        <translation>쉼표로 구분합니다. 모두에 공통인 태그이며, 각자의 다른 태그는 그대로 남습니다.</translation>
    </message>
    <message>
        <source>A tag can't hold “/”.</source>
        <translation>태그에는 “/”를 쓸 수 없습니다.</translation>
    </message>
    <message>
        <source>Change the tags of %1</source>
        <translation>%1의 태그 변경</translation>
    </message>
    <message numerus="yes">
        <source>The tags of %n instance(s) were changed</source>
        <translation>
            <numerusform>인스턴스 %n개의 태그를 변경했습니다</numerusform>
        </translation>
    </message>
    <message>
        <source>Tags…</source>
        <translation>태그…</translation>
    </message>
    <message>
        <source>Rebuild…</source>
        <translation>다시 만들기…</translation>
    </message>
    <message>
        <source>It can be rebuilt when it runs, is stopped or failed.</source>
        <translation>실행 중이거나 중지 또는 오류 상태일 때 다시 만들 수 있습니다.</translation>
    </message>
    <message>
        <source>Rebuild %1</source>
        <translation>%1 다시 만들기</translation>
    </message>
    <message>
        <source>Rebuild</source>
        <translation>다시 만들기</translation>
    </message>
    <message>
        <source>Its disk is made anew from an image: what is on it is lost. Name, addresses, volumes and size stay. Take a snapshot first if you may want it back.</source>
        <translation>이미지로 디스크를 새로 만들며, 디스크에 있는 것은 잃습니다. 이름, 주소, 볼륨, 크기는 그대로입니다. 되돌릴 수도 있다면 먼저 스냅샷을 만드세요.</translation>
    </message>
    <message>
        <source>Administrator's password</source>
        <translation>관리자 암호</translation>
    </message>
    <message>
        <source>Rescue…</source>
        <translation>복구 모드…</translation>
    </message>
    <message>
        <source>It can be rescued when it runs, is stopped or failed.</source>
        <translation>실행 중이거나 중지 또는 오류 상태일 때 복구 모드로 시작할 수 있습니다.</translation>
    </message>
    <message>
        <source>Rescue %1</source>
        <translation>%1 복구 모드로 시작</translation>
    </message>
    <message>
        <source>Rescue</source>
        <translation>복구 모드</translation>
    </message>
    <message>
        <source>It starts from another image with its own disk beside, so that you can mend it from outside. Unrescue ends that.</source>
        <translation>원래 디스크를 옆에 붙인 채 다른 이미지로 시작하므로 밖에서 고칠 수 있습니다. 복구 모드 해제로 끝냅니다.</translation>
    </message>
    <message>
        <source>Start from</source>
        <translation>시작할 이미지</translation>
    </message>
    <message>
        <source>Its own image</source>
        <translation>자체 이미지</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>잠금</translation>
    </message>
    <message>
        <source>It is locked already.</source>
        <translation>이미 잠겨 있습니다.</translation>
    </message>
    <message>
        <source>%1 is locked: nobody but administrators can change it</source>
        <translation>%1을(를) 잠갔습니다. 관리자만 변경할 수 있습니다</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>잠금 해제</translation>
    </message>
    <message>
        <source>It is not locked.</source>
        <translation>잠겨 있지 않습니다.</translation>
    </message>
    <message>
        <source>%1 is unlocked</source>
        <translation>%1의 잠금을 해제했습니다</translation>
    </message>
    <message>
        <source>Unrescue</source>
        <translation>복구 모드 해제</translation>
    </message>
    <message>
        <source>It is not being rescued.</source>
        <translation>복구 모드가 아닙니다.</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>실행 중</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>일시 정지</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>꺼짐</translation>
    </message>
    <message>
        <source>Crashed</source>
        <translation>비정상 종료</translation>
    </message>
    <message>
        <source>Suspended</source>
        <translation>일시 중단</translation>
    </message>
    <message>
        <source>Choosing a host</source>
        <translation>호스트 고르는 중</translation>
    </message>
    <message>
        <source>Preparing the disk</source>
        <translation>디스크 준비 중</translation>
    </message>
    <message>
        <source>Plugging in the network</source>
        <translation>네트워크 연결 중</translation>
    </message>
    <message>
        <source>Booting</source>
        <translation>부팅 중</translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>잠김</translation>
    </message>
    <message>
        <source>Locked: %1</source>
        <translation>잠김: %1</translation>
    </message>
    <message>
        <source>Metadata</source>
        <translation>메타데이터</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>프로젝트</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>디스크</translation>
    </message>
    <message>
        <source>%1 (floating)</source>
        <translation>%1 (유동)</translation>
    </message>
    <message>
        <source>Guest's name</source>
        <translation>게스트 이름</translation>
    </message>
    <message>
        <source>Detach volume…</source>
        <translation>볼륨 분리…</translation>
    </message>
    <message>
        <source>A volume can be detached when it runs or is stopped.</source>
        <translation>실행 중이거나 중지되었을 때 볼륨을 분리할 수 있습니다.</translation>
    </message>
    <message>
        <source>No volume is attached.</source>
        <translation>연결된 볼륨이 없습니다.</translation>
    </message>
    <message>
        <source>Detach a volume from %1</source>
        <translation>%1에서 볼륨 분리</translation>
    </message>
    <message>
        <source>Unmount it in the guest first, so that nothing is lost.</source>
        <translation>데이터를 잃지 않도록 먼저 게스트에서 마운트 해제하세요.</translation>
    </message>
    <message>
        <source>A volume was detached from %1</source>
        <translation>%1에서 볼륨을 분리했습니다</translation>
    </message>
    <message>
        <source>Create snapshot…</source>
        <translation>스냅샷 만들기…</translation>
    </message>
    <message>
        <source>A snapshot can be taken when it runs or is stopped.</source>
        <translation>실행 중이거나 중지되었을 때 스냅샷을 만들 수 있습니다.</translation>
    </message>
    <message>
        <source>Take a snapshot of %1</source>
        <translation>%1의 스냅샷 만들기</translation>
    </message>
    <message>
        <source>Create snapshot</source>
        <translation>스냅샷 만들기</translation>
    </message>
    <message>
        <source>It holds the disk as it is now. Go back to it, or launch others from it.</source>
        <translation>지금의 디스크가 담깁니다. 이 상태로 되돌리거나 다른 인스턴스를 시작할 수 있습니다.</translation>
    </message>
    <message>
        <source>Create backup…</source>
        <translation>백업 만들기…</translation>
    </message>
    <message>
        <source>A backup can be taken when it runs or is stopped.</source>
        <translation>실행 중이거나 중지되었을 때 백업을 만들 수 있습니다.</translation>
    </message>
    <message>
        <source>Back up %1</source>
        <translation>%1 백업</translation>
    </message>
    <message>
        <source>Create backup</source>
        <translation>백업 만들기</translation>
    </message>
    <message>
        <source>As a snapshot, but of older ones of the same kind only so many are kept.</source>
        <translation>스냅샷과 같지만, 같은 종류의 이전 백업은 정한 개수만 보관합니다.</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>종류</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>보관 개수</translation>
    </message>
    <message>
        <source>Daily</source>
        <translation>매일</translation>
    </message>
    <message>
        <source>Weekly</source>
        <translation>매주</translation>
    </message>
    <message>
        <source>Monthly</source>
        <translation>매월</translation>
    </message>
    <message>
        <source>The safety snapshot was not saved. The instance is as it was.</source>
        <translation>안전 스냅샷을 저장하지 못했습니다. 인스턴스는 그대로입니다.</translation>
    </message>
    <message>
        <source>The instance did not come to rest.</source>
        <translation>인스턴스의 작업이 끝나지 않았습니다.</translation>
    </message>
    <message>
        <source>%1 before going back %2</source>
        <translation>%1 되돌리기 전 %2</translation>
    </message>
    <message>
        <source>Take %1 back to %2</source>
        <translation>%1을(를) %2(으)로 되돌리기</translation>
    </message>
    <message>
        <source>Keeping how it is now</source>
        <translation>지금 상태를 보관하는 중</translation>
    </message>
    <message>
        <source>Making the disk anew</source>
        <translation>디스크를 새로 만드는 중</translation>
    </message>
    <message>
        <source>How it was is kept as “%1”</source>
        <translation>이전 상태를 “%1”(으)로 보관했습니다</translation>
    </message>
    <message>
        <source>%1 is back at %2</source>
        <translation>%1을(를) %2(으)로 되돌렸습니다</translation>
    </message>
    <message>
        <source>Delete it with the instance</source>
        <translation>인스턴스와 함께 삭제</translation>
    </message>
    <message>
        <source>Take %1 back to %2?</source>
        <translation>%1을(를) %2(으)로 되돌릴까요?</translation>
    </message>
    <message>
        <source>Its disk is made anew from the snapshot, and it starts again. How it is now is kept as another snapshot first, so that you can come back. Addresses, volumes and its id stay.</source>
        <translation>스냅샷으로 디스크를 새로 만들고 다시 시작합니다. 돌아올 수 있도록 지금 상태를 먼저 다른 스냅샷으로 보관합니다. 주소, 볼륨, ID는 그대로입니다.</translation>
    </message>
    <message>
        <source>Go back</source>
        <translation>되돌리기</translation>
    </message>
    <message>
        <source>Disks</source>
        <translation>디스크</translation>
    </message>
    <message>
        <source>%1 is reached at %2</source>
        <translation>%1에 %2(으)로 접속할 수 있습니다</translation>
    </message>
    <message>
        <source>It has no address yet.</source>
        <translation>아직 주소가 없습니다.</translation>
    </message>
    <message>
        <source>A new one of %1</source>
        <translation>%1의 새 주소</translation>
    </message>
    <message>
        <source>Leads to</source>
        <translation>연결 대상</translation>
    </message>
    <message>
        <source>Disassociate floating IP…</source>
        <translation>유동 IP 연결 해제…</translation>
    </message>
    <message>
        <source>It has no floating IP.</source>
        <translation>유동 IP가 없습니다.</translation>
    </message>
    <message>
        <source>Take a floating IP from %1</source>
        <translation>%1의 유동 IP 연결 해제</translation>
    </message>
    <message>
        <source>Disassociate</source>
        <translation>연결 해제</translation>
    </message>
    <message>
        <source>Release it too, so that others may get it</source>
        <translation>다른 사람이 쓸 수 있게 반납도 하기</translation>
    </message>
    <message>
        <source>Take %1 from %2</source>
        <translation>%2에서 %1 연결 해제</translation>
    </message>
    <message>
        <source>%1 is not there any more.</source>
        <translation>%1이(가) 더는 존재하지 않습니다.</translation>
    </message>
    <message>
        <source>%1 leads to %2 no more</source>
        <translation>%1과(와) %2의 연결을 해제했습니다</translation>
    </message>
    <message>
        <source>Attach interface…</source>
        <translation>인터페이스 연결…</translation>
    </message>
    <message>
        <source>It has to run, be paused or be stopped.</source>
        <translation>실행 중이거나 일시 정지 또는 중지되어 있어야 합니다.</translation>
    </message>
    <message>
        <source>Plug %1 into a network</source>
        <translation>%1을(를) 네트워크에 연결</translation>
    </message>
    <message>
        <source>Detach interface…</source>
        <translation>인터페이스 분리…</translation>
    </message>
    <message>
        <source>It is plugged into no network.</source>
        <translation>연결된 네트워크가 없습니다.</translation>
    </message>
    <message>
        <source>Unplug %1 from a network</source>
        <translation>%1을(를) 네트워크에서 분리</translation>
    </message>
    <message>
        <source>Interface</source>
        <translation>인터페이스</translation>
    </message>
    <message>
        <source>Change the security groups of %1</source>
        <translation>%1의 보안 그룹 변경</translation>
    </message>
    <message>
        <source>%1 has other security groups</source>
        <translation>%1의 보안 그룹을 변경했습니다</translation>
    </message>
    <message>
        <source>Edit security groups…</source>
        <translation>보안 그룹 편집…</translation>
    </message>
    <message>
        <source>Security groups of %1</source>
        <translation>%1의 보안 그룹</translation>
    </message>
    <message>
        <source>They say what may reach it. The change holds for all its interfaces, at once.</source>
        <translation>인스턴스로 들어올 수 있는 통신을 정합니다. 변경하면 모든 인터페이스에 바로 적용됩니다.</translation>
    </message>
    <message>
        <source>Edit port security groups…</source>
        <translation>포트 보안 그룹 편집…</translation>
    </message>
    <message>
        <source>Plug in</source>
        <translation>연결</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>포트</translation>
    </message>
    <message>
        <source>A network: a port is made</source>
        <translation>네트워크: 포트를 새로 만듦</translation>
    </message>
    <message>
        <source>A port that is there</source>
        <translation>이미 있는 포트</translation>
    </message>
    <message>
        <source>The next free one</source>
        <translation>사용 가능한 다음 주소</translation>
    </message>
    <message>
        <source>There is no free port. Choose a network instead.</source>
        <translation>사용 가능한 포트가 없습니다. 대신 네트워크를 고르세요.</translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n개 실패</numerusform>
        </translation>
    </message>
    <message>
        <source>All projects</source>
        <translation>모든 프로젝트</translation>
    </message>
    <message>
        <source>Interfaces</source>
        <translation>인터페이스</translation>
    </message>
    <message>
        <source>Snapshots</source>
        <translation>스냅샷</translation>
    </message>
    <message>
        <source>Action log</source>
        <translation>작업 기록</translation>
    </message>
    <message>
        <source>An instance is a virtual machine. Pick an image and a name; it boots in a few seconds.</source>
        <translation>인스턴스는 가상 머신입니다. 이미지를 고르고 이름을 정하면 몇 초 만에 부팅합니다.</translation>
    </message>
    <message>
        <source>Security groups…</source>
        <translation>보안 그룹…</translation>
    </message>
    <message>
        <source>Filter what reaches this interface</source>
        <translation>이 인터페이스로 들어오는 통신 거르기</translation>
    </message>
    <message>
        <source>Addresses…</source>
        <translation>주소…</translation>
    </message>
    <message>
        <source>Addresses of the interface %1</source>
        <translation>인터페이스 %1의 주소</translation>
    </message>
    <message>
        <source>Fixed addresses</source>
        <translation>고정 주소</translation>
    </message>
    <message>
        <source>Name of the port</source>
        <translation>포트 이름</translation>
    </message>
    <message>
        <source>Parted by commas; each of a subnet of its network. The guest learns of it by DHCP.</source>
        <translation>쉼표로 구분합니다. 각 주소는 네트워크의 서브넷에 속해야 합니다. 게스트는 DHCP로 주소를 받습니다.</translation>
    </message>
    <message>
        <source>Change the addresses of %1</source>
        <translation>%1의 주소 변경</translation>
    </message>
    <message>
        <source>%1 has other addresses</source>
        <translation>%1의 주소를 변경했습니다</translation>
    </message>
    <message>
        <source>Attach an interface</source>
        <translation>인터페이스 연결</translation>
    </message>
    <message numerus="yes">
        <source>Detach %n interface(s)?</source>
        <translation>
            <numerusform>인터페이스 %n개를 분리할까요?</numerusform>
        </translation>
    </message>
    <message>
        <source>The guest loses the card at once. A port that was made for it goes with it.</source>
        <translation>게스트에서 카드가 바로 없어집니다. 이 인터페이스를 위해 만든 포트도 함께 삭제됩니다.</translation>
    </message>
    <message>
        <source>Detach the interface %1</source>
        <translation>인터페이스 %1 분리</translation>
    </message>
    <message>
        <source>Extend…</source>
        <translation>늘리기…</translation>
    </message>
    <message>
        <source>Extend %1</source>
        <translation>%1 늘리기</translation>
    </message>
    <message>
        <source>Extend</source>
        <translation>늘리기</translation>
    </message>
    <message>
        <source>The guest sees the new size at once; its file system has to be grown there.</source>
        <translation>게스트는 새 크기를 바로 인식합니다. 파일 시스템은 게스트 안에서 늘려야 합니다.</translation>
    </message>
    <message>
        <source>New size</source>
        <translation>새 크기</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>크기</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>유형</translation>
    </message>
    <message>
        <source>Goes with it</source>
        <translation>함께 삭제</translation>
    </message>
    <message>
        <source>Attach a volume</source>
        <translation>볼륨 연결</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>그룹</translation>
    </message>
    <message>
        <source>Direction</source>
        <translation>방향</translation>
    </message>
    <message>
        <source>In</source>
        <translation>수신</translation>
    </message>
    <message>
        <source>Out</source>
        <translation>송신</translation>
    </message>
    <message>
        <source>From or to</source>
        <translation>상대</translation>
    </message>
    <message>
        <source>anywhere</source>
        <translation>모든 곳</translation>
    </message>
    <message>
        <source>IP</source>
        <translation>IP</translation>
    </message>
    <message>
        <source>No group of this project filters it</source>
        <translation>이 프로젝트의 보안 그룹이 적용되지 않습니다</translation>
    </message>
    <message>
        <source>Open the group</source>
        <translation>그룹 열기</translation>
    </message>
    <message>
        <source>Delete rule</source>
        <translation>규칙 삭제</translation>
    </message>
    <message numerus="yes">
        <source>Delete %n rule(s)?</source>
        <translation>
            <numerusform>규칙 %n개를 삭제할까요?</numerusform>
        </translation>
    </message>
    <message>
        <source>That holds for every instance in the group.</source>
        <translation>이 그룹의 모든 인스턴스에 적용됩니다.</translation>
    </message>
    <message>
        <source>Delete the rule %1</source>
        <translation>규칙 %1 삭제</translation>
    </message>
    <message>
        <source>Snapshot</source>
        <translation>스냅샷</translation>
    </message>
    <message>
        <source>No snapshot of it yet. Ctrl+S takes one.</source>
        <translation>아직 스냅샷이 없습니다. Ctrl+S로 만듭니다.</translation>
    </message>
    <message>
        <source>It is not saved yet.</source>
        <translation>아직 저장되지 않았습니다.</translation>
    </message>
    <message>
        <source>Go back to it…</source>
        <translation>이 상태로 되돌리기…</translation>
    </message>
    <message>
        <source>It boots from a volume. Revert the volume to a snapshot instead.</source>
        <translation>볼륨에서 부팅합니다. 대신 볼륨을 스냅샷으로 되돌리세요.</translation>
    </message>
    <message>
        <source>Launch from it…</source>
        <translation>이것으로 시작…</translation>
    </message>
    <message numerus="yes">
        <source>Delete %n snapshot(s)?</source>
        <translation>
            <numerusform>스냅샷 %n개를 삭제할까요?</numerusform>
        </translation>
    </message>
    <message>
        <source>The instance stays as it is.</source>
        <translation>인스턴스는 그대로입니다.</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>모든 통신</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>%1 %2 to %3</source>
        <translation>%1 %2 ~ %3</translation>
    </message>
    <message>
        <source>Let SSH into %1</source>
        <translation>%1에 SSH 허용</translation>
    </message>
    <message>
        <source>SSH may come into %1</source>
        <translation>%1에 SSH를 허용했습니다</translation>
    </message>
    <message>
        <source>Keep SSH out of %1 again</source>
        <translation>%1에 SSH 다시 막기</translation>
    </message>
    <message>
        <source>There is no external network to take an address from. Ask an administrator for one, or reach the instance through another.</source>
        <translation>주소를 받을 외부 네트워크가 없습니다. 관리자에게 요청하거나 다른 인스턴스를 거쳐 접속하세요.</translation>
    </message>
    <message numerus="yes">
        <source>%n volume(s) lie in the trash with them; deleted for good they go too</source>
        <translation>
            <numerusform>볼륨 %n개도 휴지통에 함께 있으며, 완전히 삭제하면 함께 사라집니다</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n volume(s) stay theirs; deleted for good they become free</source>
        <translation>
            <numerusform>볼륨 %n개는 계속 연결되어 있으며, 완전히 삭제하면 사용 가능해집니다</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n floating IP(s) stay theirs; deleted for good they become free</source>
        <translation>
            <numerusform>유동 IP %n개는 계속 할당되어 있으며, 완전히 삭제하면 사용 가능해집니다</numerusform>
        </translation>
    </message>
    <message>
        <source>Deleted</source>
        <translation>삭제한 때</translation>
    </message>
    <message>
        <source>Restored</source>
        <translation>복원</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>시작</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>중지됨</translation>
    </message>
    <message>
        <source>Rebooted</source>
        <translation>재부팅</translation>
    </message>
    <message>
        <source>Resumed</source>
        <translation>재개</translation>
    </message>
    <message>
        <source>Shelved</source>
        <translation>보관됨</translation>
    </message>
    <message>
        <source>Unshelved</source>
        <translation>보관 해제</translation>
    </message>
    <message>
        <source>Unlocked</source>
        <translation>잠금 해제</translation>
    </message>
    <message>
        <source>Resized</source>
        <translation>크기 변경</translation>
    </message>
    <message>
        <source>Resize confirmed</source>
        <translation>크기 변경 확정</translation>
    </message>
    <message>
        <source>Resize reverted</source>
        <translation>크기 변경 되돌림</translation>
    </message>
    <message>
        <source>Rebuilt</source>
        <translation>다시 만듦</translation>
    </message>
    <message>
        <source>Rescued</source>
        <translation>복구 모드 시작</translation>
    </message>
    <message>
        <source>Rescue ended</source>
        <translation>복구 모드 끝</translation>
    </message>
    <message>
        <source>Snapshot taken</source>
        <translation>스냅샷 만듦</translation>
    </message>
    <message>
        <source>Backup taken</source>
        <translation>백업 만듦</translation>
    </message>
    <message>
        <source>Volume attached</source>
        <translation>볼륨 연결</translation>
    </message>
    <message>
        <source>Volume detached</source>
        <translation>볼륨 연결 해제</translation>
    </message>
    <message>
        <source>Volume extended</source>
        <translation>볼륨 확장</translation>
    </message>
    <message>
        <source>Interface attached</source>
        <translation>인터페이스 연결</translation>
    </message>
    <message>
        <source>Interface detached</source>
        <translation>인터페이스 연결 해제</translation>
    </message>
    <message>
        <source>Password changed</source>
        <translation>암호 변경</translation>
    </message>
    <message>
        <source>Migrated</source>
        <translation>이전</translation>
    </message>
    <message>
        <source>Migrated live</source>
        <translation>실시간 이전</translation>
    </message>
    <message numerus="yes">
        <source>%n vCPU · %1 memory · %2 disk</source>
        <translation>
            <numerusform>vCPU %n개 · 메모리 %1 · 디스크 %2</numerusform>
        </translation>
    </message>
    <message>
        <source>%1%</source>
        <translation>%1%</translation>
    </message>
    <message>
        <source>Reservation</source>
        <translation>예약</translation>
    </message>
    <message>
        <source>Launch index</source>
        <translation>시작 순번</translation>
    </message>
    <message>
        <source>Host name</source>
        <translation>호스트 이름</translation>
    </message>
    <message>
        <source>Kernel</source>
        <translation>커널</translation>
    </message>
    <message>
        <source>RAM disk</source>
        <translation>RAM 디스크</translation>
    </message>
    <message>
        <source>Root device</source>
        <translation>루트 장치</translation>
    </message>
    <message>
        <source>User data</source>
        <translation>사용자 데이터</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>작업</translation>
    </message>
</context>
<context>
    <name>SettingsWords</name>
    <message>
        <source>%1%</source>
        <translation>%1%</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>색상</translation>
    </message>
    <message>
        <source>Same as the system</source>
        <translation>시스템과 같게</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>밝게</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>어둡게</translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation>대비</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>보통</translation>
    </message>
    <message>
        <source>High</source>
        <translation>높음</translation>
    </message>
    <message>
        <source>Rows of lists</source>
        <translation>목록의 행</translation>
    </message>
    <message>
        <source>Comfortable: two lines</source>
        <translation>넓게: 두 줄</translation>
    </message>
    <message>
        <source>Compact: one line</source>
        <translation>좁게: 한 줄</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>글자 크기</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>언어</translation>
    </message>
    <message>
        <source>Takes effect at the next start.</source>
        <translation>다음에 시작할 때부터 적용됩니다.</translation>
    </message>
    <message>
        <source>Notifications on the desktop</source>
        <translation>데스크톱 알림</translation>
    </message>
    <message>
        <source>While the window is in the background: failed work, long work that is done, instances that break, lost connections. The bell lists them in any case.</source>
        <translation>창이 뒤에 있을 때: 실패한 작업, 끝난 긴 작업, 오류가 난 인스턴스, 끊긴 연결. 종 아이콘에는 항상 표시됩니다.</translation>
    </message>
    <message>
        <source>Continue where I left off</source>
        <translation>마지막에 하던 곳에서 계속</translation>
    </message>
    <message>
        <source>Opens the clouds and the page of last time when the program starts.</source>
        <translation>프로그램을 시작할 때 지난번의 클라우드와 페이지를 엽니다.</translation>
    </message>
</context>
<context>
    <name>Snapshots</name>
    <message>
        <source>Create volume…</source>
        <translation>볼륨 만들기…</translation>
    </message>
    <message>
        <source>The snapshot is not ready.</source>
        <translation>스냅샷이 준비되지 않았습니다.</translation>
    </message>
    <message>
        <source>Create a volume from %1</source>
        <translation>%1(으)로 볼륨 만들기</translation>
    </message>
    <message>
        <source>Create volume</source>
        <translation>볼륨 만들기</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>크기</translation>
    </message>
    <message>
        <source>Snapshots</source>
        <translation>스냅샷</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>상태</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>볼륨</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>경과</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>설명</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>만든 때</translation>
    </message>
    <message numerus="yes">
        <source>Delete %n snapshot(s)?</source>
        <translation>
            <numerusform>스냅샷 %n개를 삭제할까요?</numerusform>
        </translation>
    </message>
    <message>
        <source>Volumes that were made from it stay.</source>
        <translation>이 스냅샷으로 만든 볼륨은 남습니다.</translation>
    </message>
    <message>
        <source>No snapshots yet</source>
        <translation>아직 스냅샷이 없습니다</translation>
    </message>
    <message>
        <source>A snapshot keeps a volume as it was. Take one from a volume's actions.</source>
        <translation>스냅샷은 볼륨을 그때 그대로 보관합니다. 볼륨의 작업에서 만드세요.</translation>
    </message>
</context>
<context>
    <name>TaskWords</name>
    <message>
        <source>just now</source>
        <translation>방금</translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s) ago</source>
        <translation>
            <numerusform>%n분 전</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s) ago</source>
        <translation>
            <numerusform>%n시간 전</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1초</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1분</translation>
    </message>
    <message>
        <source>nearly done</source>
        <translation>거의 완료</translation>
    </message>
    <message numerus="yes">
        <source>about %n second(s) left</source>
        <translation>
            <numerusform>약 %n초 남음</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %n minute(s) left</source>
        <translation>
            <numerusform>약 %n분 남음</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>left out</source>
        <translation>제외됨</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation>%1 · %2</translation>
    </message>
    <message numerus="yes">
        <source>Finished in %n second(s)</source>
        <translation>
            <numerusform>%n초 만에 완료</numerusform>
        </translation>
    </message>
    <message>
        <source>Retry failed (%1)</source>
        <translation>실패한 것 다시 시도(%1)</translation>
    </message>
    <message>
        <source>Begun at %1</source>
        <translation>%1에 시작</translation>
    </message>
    <message>
        <source>Begun by %1 at %2</source>
        <translation>%1이(가) %2에 시작</translation>
    </message>
    <message>
        <source>Request %1</source>
        <translation>요청 %1</translation>
    </message>
</context>
<context>
    <name>Titles</name>
    <message>
        <source>Trash</source>
        <translation>휴지통</translation>
    </message>
    <message>
        <source>Instances</source>
        <translation>인스턴스</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>이미지</translation>
    </message>
    <message>
        <source>Key pairs</source>
        <translation>키 페어</translation>
    </message>
    <message>
        <source>Flavors</source>
        <translation>사양</translation>
    </message>
    <message>
        <source>Volumes</source>
        <translation>볼륨</translation>
    </message>
    <message>
        <source>Snapshots</source>
        <translation>스냅샷</translation>
    </message>
    <message>
        <source>Containers</source>
        <translation>컨테이너</translation>
    </message>
    <message>
        <source>Networks</source>
        <translation>네트워크</translation>
    </message>
    <message>
        <source>Routers</source>
        <translation>라우터</translation>
    </message>
    <message>
        <source>Security groups</source>
        <translation>보안 그룹</translation>
    </message>
    <message>
        <source>Floating IPs</source>
        <translation>유동 IP</translation>
    </message>
    <message>
        <source>Projects</source>
        <translation>프로젝트</translation>
    </message>
    <message>
        <source>Users</source>
        <translation>사용자</translation>
    </message>
</context>
<context>
    <name>TrashWords</name>
    <message numerus="yes">
        <source>%n day(s) left</source>
        <translation>
            <numerusform>%n일 남음</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s) left</source>
        <translation>
            <numerusform>%n시간 남음</numerusform>
        </translation>
    </message>
    <message>
        <source>less than an hour left</source>
        <translation>1시간 미만 남음</translation>
    </message>
    <message>
        <source>Instance</source>
        <translation>인스턴스</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>복원</translation>
    </message>
    <message>
        <source>Restore %1</source>
        <translation>%1 복원</translation>
    </message>
    <message>
        <source>Delete for good</source>
        <translation>완전히 삭제</translation>
    </message>
    <message numerus="yes">
        <source>Delete %n thing(s) for good?</source>
        <translation>
            <numerusform>항목 %n개를 완전히 삭제할까요?</numerusform>
        </translation>
    </message>
    <message>
        <source>Their disks are wiped. This can't be taken back.</source>
        <translation>디스크가 지워집니다. 되돌릴 수 없습니다.</translation>
    </message>
    <message>
        <source>Delete %1 for good</source>
        <translation>%1 완전히 삭제</translation>
    </message>
    <message>
        <source>Trash</source>
        <translation>휴지통</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>Kept for</source>
        <translation>보관 기간</translation>
    </message>
    <message>
        <source>Deleted by</source>
        <translation>삭제한 사람</translation>
    </message>
    <message>
        <source>Deleted</source>
        <translation>삭제한 때</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>크기</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>프로젝트</translation>
    </message>
    <message>
        <source>What</source>
        <translation>작업</translation>
    </message>
    <message>
        <source>Kept until</source>
        <translation>보관 기한</translation>
    </message>
    <message>
        <source>The trash is empty</source>
        <translation>휴지통이 비어 있습니다</translation>
    </message>
    <message>
        <source>What you delete lies here for some days, and can be taken back as it was.</source>
        <translation>삭제한 것은 며칠 동안 여기에 있으며, 원래대로 되돌릴 수 있습니다.</translation>
    </message>
</context>
<context>
    <name>Users</name>
    <message>
        <source>Password</source>
        <translation>암호</translation>
    </message>
    <message>
        <source>Use eight characters or more.</source>
        <translation>여덟 글자 이상 쓰세요.</translation>
    </message>
    <message>
        <source>Set password…</source>
        <translation>암호 설정…</translation>
    </message>
    <message>
        <source>Set the password of %1</source>
        <translation>%1의 암호 설정</translation>
    </message>
    <message>
        <source>Set password</source>
        <translation>암호 설정</translation>
    </message>
    <message>
        <source>Their sessions end.</source>
        <translation>이 사용자의 세션이 끝납니다.</translation>
    </message>
    <message>
        <source>Enable</source>
        <translation>사용</translation>
    </message>
    <message>
        <source>Disable</source>
        <translation>사용 중지</translation>
    </message>
    <message>
        <source>You would lock yourself out.</source>
        <translation>스스로를 잠그게 됩니다.</translation>
    </message>
    <message>
        <source>The user is enabled already.</source>
        <translation>이미 사용 중인 사용자입니다.</translation>
    </message>
    <message>
        <source>The user is disabled already.</source>
        <translation>이미 사용 중지된 사용자입니다.</translation>
    </message>
    <message>
        <source>%1 is enabled</source>
        <translation>%1을(를) 사용합니다</translation>
    </message>
    <message>
        <source>%1 is disabled</source>
        <translation>%1을(를) 사용 중지했습니다</translation>
    </message>
    <message>
        <source>Create user</source>
        <translation>사용자 만들기</translation>
    </message>
    <message>
        <source>Create a user</source>
        <translation>사용자 만들기</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>만들기</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>프로젝트</translation>
    </message>
    <message>
        <source>Role there</source>
        <translation>그곳에서의 역할</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>전자 우편</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>설명</translation>
    </message>
    <message>
        <source>None</source>
        <translation>없음</translation>
    </message>
    <message>
        <source>Create user %1</source>
        <translation>사용자 %1 만들기</translation>
    </message>
    <message>
        <source>Give %1 a role</source>
        <translation>%1에게 역할 주기</translation>
    </message>
    <message>
        <source>Users</source>
        <translation>사용자</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>상태</translation>
    </message>
    <message>
        <source>Default project</source>
        <translation>기본 프로젝트</translation>
    </message>
    <message>
        <source>Domain</source>
        <translation>도메인</translation>
    </message>
    <message numerus="yes">
        <source>Delete %n user(s)?</source>
        <translation>
            <numerusform>사용자 %n명을 삭제할까요?</numerusform>
        </translation>
    </message>
    <message>
        <source>They can't sign in any more. What they made stays in its project.</source>
        <translation>더는 로그인할 수 없습니다. 만든 것은 프로젝트에 남습니다.</translation>
    </message>
    <message>
        <source>That is you.</source>
        <translation>자신입니다.</translation>
    </message>
</context>
<context>
    <name>Volumes</name>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>상태</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>크기</translation>
    </message>
    <message>
        <source>Attached to</source>
        <translation>연결 대상</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>유형</translation>
    </message>
    <message>
        <source>Bootable</source>
        <translation>부팅 가능</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>경과</translation>
    </message>
    <message>
        <source>Create volume</source>
        <translation>볼륨 만들기</translation>
    </message>
    <message>
        <source>Create a volume</source>
        <translation>볼륨 만들기</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>만들기</translation>
    </message>
    <message>
        <source>Filled from</source>
        <translation>내용</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>이미지</translation>
    </message>
    <message>
        <source>Snapshot</source>
        <translation>스냅샷</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>볼륨</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>설명</translation>
    </message>
    <message>
        <source>Nothing, an empty disk</source>
        <translation>없음, 빈 디스크</translation>
    </message>
    <message>
        <source>An image, to boot from</source>
        <translation>이미지, 부팅용</translation>
    </message>
    <message>
        <source>A snapshot</source>
        <translation>스냅샷</translation>
    </message>
    <message>
        <source>Another volume, as a copy</source>
        <translation>다른 볼륨의 사본</translation>
    </message>
    <message>
        <source>Create volume %1</source>
        <translation>볼륨 %1 만들기</translation>
    </message>
    <message>
        <source>Attach…</source>
        <translation>연결…</translation>
    </message>
    <message>
        <source>Only a free volume can be attached.</source>
        <translation>사용 중이 아닌 볼륨만 연결할 수 있습니다.</translation>
    </message>
    <message>
        <source>Attach %1 to an instance</source>
        <translation>%1을(를) 인스턴스에 연결</translation>
    </message>
    <message>
        <source>Attach</source>
        <translation>연결</translation>
    </message>
    <message>
        <source>Instance</source>
        <translation>인스턴스</translation>
    </message>
    <message>
        <source>Attach %1</source>
        <translation>%1 연결</translation>
    </message>
    <message>
        <source>%1 was attached</source>
        <translation>%1을(를) 연결했습니다</translation>
    </message>
    <message>
        <source>Detach</source>
        <translation>분리</translation>
    </message>
    <message>
        <source>It is attached to nothing.</source>
        <translation>연결된 곳이 없습니다.</translation>
    </message>
    <message numerus="yes">
        <source>Detach %n volume(s)?</source>
        <translation>
            <numerusform>볼륨 %n개를 분리할까요?</numerusform>
        </translation>
    </message>
    <message>
        <source>Unmount the file system inside of the instance first, or data that is not written yet is lost.</source>
        <translation>먼저 인스턴스 안에서 파일 시스템을 마운트 해제하세요. 그러지 않으면 아직 쓰지 않은 데이터를 잃습니다.</translation>
    </message>
    <message>
        <source>Detach %1</source>
        <translation>%1 분리</translation>
    </message>
    <message>
        <source>%1 was detached</source>
        <translation>%1을(를) 분리했습니다</translation>
    </message>
    <message>
        <source>Extend…</source>
        <translation>늘리기…</translation>
    </message>
    <message>
        <source>It is busy. Wait until it has finished.</source>
        <translation>작업 중입니다. 끝날 때까지 기다리세요.</translation>
    </message>
    <message>
        <source>Extend %1</source>
        <translation>%1 늘리기</translation>
    </message>
    <message>
        <source>Extend</source>
        <translation>늘리기</translation>
    </message>
    <message>
        <source>A volume can grow but not shrink. The file system on it has to be grown inside of the instance.</source>
        <translation>볼륨은 늘릴 수만 있고 줄일 수 없습니다. 파일 시스템은 인스턴스 안에서 따로 늘려야 합니다.</translation>
    </message>
    <message>
        <source>New size</source>
        <translation>새 크기</translation>
    </message>
    <message>
        <source>Create snapshot…</source>
        <translation>스냅샷 만들기…</translation>
    </message>
    <message>
        <source>Take a snapshot of %1</source>
        <translation>%1의 스냅샷 만들기</translation>
    </message>
    <message>
        <source>Create snapshot</source>
        <translation>스냅샷 만들기</translation>
    </message>
    <message>
        <source>Make an image…</source>
        <translation>이미지 만들기…</translation>
    </message>
    <message>
        <source>Detach it first.</source>
        <translation>먼저 분리하세요.</translation>
    </message>
    <message>
        <source>Make an image of %1</source>
        <translation>%1의 이미지 만들기</translation>
    </message>
    <message>
        <source>Make an image</source>
        <translation>이미지 만들기</translation>
    </message>
    <message>
        <source>Volumes</source>
        <translation>볼륨</translation>
    </message>
    <message>
        <source>Made from</source>
        <translation>원본</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>만든 때</translation>
    </message>
    <message numerus="yes">
        <source>Delete %n volume(s)?</source>
        <translation>
            <numerusform>볼륨 %n개를 삭제할까요?</numerusform>
        </translation>
    </message>
    <message>
        <source>Everything on it is lost.</source>
        <translation>들어 있는 모든 것을 잃습니다.</translation>
    </message>
    <message>
        <source>It is attached to an instance. Detach it first.</source>
        <translation>인스턴스에 연결되어 있습니다. 먼저 분리하세요.</translation>
    </message>
    <message>
        <source>No volumes yet</source>
        <translation>아직 볼륨이 없습니다</translation>
    </message>
    <message>
        <source>A volume is a disk that outlives its instance and can move from one to another.</source>
        <translation>볼륨은 인스턴스가 없어져도 남고 다른 인스턴스로 옮길 수 있는 디스크입니다.</translation>
    </message>
</context>
<context>
    <name>Wording</name>
    <message>
        <source>Active</source>
        <translation>활성</translation>
    </message>
    <message>
        <source>Available</source>
        <translation>사용 가능</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>사용 중</translation>
    </message>
    <message>
        <source>Enabled</source>
        <translation>사용</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>켜짐</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>중지됨</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>꺼짐</translation>
    </message>
    <message>
        <source>Disabled</source>
        <translation>사용 중지</translation>
    </message>
    <message>
        <source>Shelved</source>
        <translation>보관됨</translation>
    </message>
    <message>
        <source>Deactivated</source>
        <translation>비활성</translation>
    </message>
    <message>
        <source>No data yet</source>
        <translation>데이터 없음</translation>
    </message>
    <message>
        <source>Deleted</source>
        <translation>삭제됨</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>일시 정지</translation>
    </message>
    <message>
        <source>Suspended</source>
        <translation>일시 중단</translation>
    </message>
    <message>
        <source>Rescue</source>
        <translation>복구 모드</translation>
    </message>
    <message>
        <source>Confirm resize</source>
        <translation>크기 변경 확정</translation>
    </message>
    <message>
        <source>Maintenance</source>
        <translation>유지 보수</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>오류</translation>
    </message>
    <message>
        <source>Not deleted</source>
        <translation>삭제 실패</translation>
    </message>
    <message>
        <source>Not extended</source>
        <translation>늘리기 실패</translation>
    </message>
    <message>
        <source>Building</source>
        <translation>만드는 중</translation>
    </message>
    <message>
        <source>Rebooting</source>
        <translation>재부팅 중</translation>
    </message>
    <message>
        <source>Rebuilding</source>
        <translation>다시 만드는 중</translation>
    </message>
    <message>
        <source>Resizing</source>
        <translation>크기 변경 중</translation>
    </message>
    <message>
        <source>Migrating</source>
        <translation>옮기는 중</translation>
    </message>
    <message>
        <source>Creating</source>
        <translation>만드는 중</translation>
    </message>
    <message>
        <source>Copying</source>
        <translation>복사 중</translation>
    </message>
    <message>
        <source>Attaching</source>
        <translation>연결 중</translation>
    </message>
    <message>
        <source>Reserved</source>
        <translation>예약됨</translation>
    </message>
    <message>
        <source>Detaching</source>
        <translation>분리 중</translation>
    </message>
    <message>
        <source>Extending</source>
        <translation>늘리는 중</translation>
    </message>
    <message>
        <source>Uploading</source>
        <translation>올리는 중</translation>
    </message>
    <message>
        <source>Deleting</source>
        <translation>삭제 중</translation>
    </message>
    <message>
        <source>Saving</source>
        <translation>저장 중</translation>
    </message>
    <message>
        <source>Importing</source>
        <translation>가져오는 중</translation>
    </message>
    <message>
        <source>Changing type</source>
        <translation>유형 변경 중</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>중지하는 중</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>시작하는 중</translation>
    </message>
    <message>
        <source>Choosing a host</source>
        <translation>호스트 고르는 중</translation>
    </message>
    <message>
        <source>Plugging networks</source>
        <translation>네트워크 연결 중</translation>
    </message>
    <message>
        <source>Preparing disks</source>
        <translation>디스크 준비 중</translation>
    </message>
    <message>
        <source>Pausing</source>
        <translation>일시 정지 중</translation>
    </message>
    <message>
        <source>Resuming</source>
        <translation>재개하는 중</translation>
    </message>
    <message>
        <source>Suspending</source>
        <translation>일시 중단하는 중</translation>
    </message>
    <message>
        <source>Taking an image</source>
        <translation>이미지 만드는 중</translation>
    </message>
    <message>
        <source>Saving the image</source>
        <translation>이미지 저장 중</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>방금</translation>
    </message>
    <message numerus="yes">
        <source>%n min</source>
        <translation>
            <numerusform>%n분</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s)</source>
        <translation>
            <numerusform>%n시간</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n일</numerusform>
        </translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>예</translation>
    </message>
    <message>
        <source>No</source>
        <translation>아니요</translation>
    </message>
    <message>
        <source>In the trash</source>
        <translation>휴지통에 있음</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>This computer, as admin</source>
        <translation>이 컴퓨터 (관리자)</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>이 컴퓨터</translation>
    </message>
    <message>
        <source>No connection is named “%1”.</source>
        <translation>“%1”이라는 연결이 없습니다.</translation>
    </message>
</context>
<context>
    <name>skylab::client::Wire</name>
    <message>
        <source>The list “%1” has more than %2 pages, too many to show. List it in parts with the command line.</source>
        <translation>“%1” 목록이 %2페이지를 넘어 다 보여 줄 수 없습니다. 명령줄에서 나누어 조회하세요.</translation>
    </message>
    <message>
        <source>This was begun in another project or region. Switch back to it and try again.</source>
        <translation>다른 프로젝트나 리전에서 시작한 작업입니다. 그곳으로 다시 전환한 뒤 시도하세요.</translation>
    </message>
    <message>
        <source>%1 can't be read: %2</source>
        <translation>%1을(를) 읽을 수 없습니다: %2</translation>
    </message>
    <message>
        <source>%1 has changed while it was sent. Upload it again.</source>
        <translation>%1이(가) 보내는 동안 바뀌었습니다. 다시 업로드하세요.</translation>
    </message>
    <message>
        <source>The window was closed.</source>
        <translation>창이 닫혔습니다.</translation>
    </message>
    <message>
        <source>You are not signed in.</source>
        <translation>로그인하지 않았습니다.</translation>
    </message>
    <message>
        <source>This cloud offers no service of type “%1” in region “%2”.</source>
        <translation>이 클라우드의 리전 “%2”에는 “%1” 유형의 서비스가 없습니다.</translation>
    </message>
    <message>
        <source>It was cancelled.</source>
        <translation>취소되었습니다.</translation>
    </message>
    <message>
        <source>%1 can't be written: %2</source>
        <translation>%1에 쓸 수 없습니다: %2</translation>
    </message>
    <message>
        <source>Your session has ended. Sign in again.</source>
        <translation>세션이 끝났습니다. 다시 로그인하세요.</translation>
    </message>
    <message>
        <source>Nothing answers at %1. Start the cloud there, or check the address.</source>
        <translation>%1에서 응답이 없습니다. 그곳의 클라우드를 시작하거나 주소를 확인하세요.</translation>
    </message>
    <message>
        <source>There is no host named “%1”. Check the address and your network.</source>
        <translation>“%1”이라는 호스트가 없습니다. 주소와 네트워크를 확인하세요.</translation>
    </message>
    <message>
        <source>%1 did not answer in time. Try again; if it stays so, look at the cloud's log.</source>
        <translation>%1이(가) 제때 응답하지 않았습니다. 다시 시도하고, 계속되면 클라우드의 로그를 보세요.</translation>
    </message>
    <message>
        <source>The certificate of %1 is not signed by anyone this computer trusts.</source>
        <translation>%1의 인증서에 이 컴퓨터가 신뢰하는 서명이 없습니다.</translation>
    </message>
    <message>
        <source>%1 closed the connection before it answered. Try again.</source>
        <translation>%1이(가) 응답하기 전에 연결을 끊었습니다. 다시 시도하세요.</translation>
    </message>
    <message>
        <source>%1 can't be reached: %2.</source>
        <translation>%1에 연결할 수 없습니다: %2.</translation>
    </message>
    <message>
        <source>The certificate of %1 is not the one that you trusted before. Nothing was sent.</source>
        <translation>%1의 인증서가 이전에 신뢰한 것과 다릅니다. 아무것도 보내지 않았습니다.</translation>
    </message>
</context>
<context>
    <name>skylab::console::FindBar</name>
    <message>
        <source>Search</source>
        <translation>검색</translation>
    </message>
    <message>
        <source>Previous hit</source>
        <translation>이전 결과</translation>
    </message>
    <message>
        <source>Next hit</source>
        <translation>다음 결과</translation>
    </message>
    <message>
        <source>Close the search</source>
        <translation>검색 닫기</translation>
    </message>
    <message>
        <source>No hit</source>
        <translation>결과 없음</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
</context>
<context>
    <name>skylab::console::LogCanvas</name>
    <message>
        <source>Log</source>
        <translation>로그</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>출력</translation>
    </message>
    <message>
        <source>Firmware and boot loader</source>
        <translation>펌웨어와 부트 로더</translation>
    </message>
    <message>
        <source>Kernel</source>
        <translation>커널</translation>
    </message>
    <message>
        <source>Start of the system</source>
        <translation>시스템 시작</translation>
    </message>
    <message>
        <source>cloud-init</source>
        <translation>cloud-init</translation>
    </message>
    <message>
        <source>Ready for login</source>
        <translation>로그인 준비됨</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>복사</translation>
    </message>
    <message>
        <source>Fold all steps</source>
        <translation>모든 단계 접기</translation>
    </message>
    <message>
        <source>Unfold all steps</source>
        <translation>모든 단계 펼치기</translation>
    </message>
    <message>
        <source>%1 (boot %2)</source>
        <translation>%1(부팅 %2)</translation>
    </message>
    <message>
        <source>%1–%2 s</source>
        <translation>%1–%2초</translation>
    </message>
    <message numerus="yes">
        <source>%n line(s)</source>
        <translation>
            <numerusform>%n줄</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n problem(s)</source>
        <translation>
            <numerusform>문제 %n개</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>skylab::console::LogView</name>
    <message>
        <source>Search the log…</source>
        <translation>로그 검색…</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>따라가기</translation>
    </message>
    <message>
        <source>Load the log again</source>
        <translation>로그 다시 불러오기</translation>
    </message>
    <message>
        <source>Save the log</source>
        <translation>로그 저장</translation>
    </message>
    <message>
        <source>Saved.</source>
        <translation>저장했습니다.</translation>
    </message>
    <message>
        <source>Not saved: %1</source>
        <translation>저장하지 못했습니다: %1</translation>
    </message>
    <message>
        <source>Stay at the end as the log grows</source>
        <translation>로그가 늘어나면 끝을 따라가기</translation>
    </message>
    <message>
        <source>Search the log (Ctrl+F)</source>
        <translation>로그 검색 (Ctrl+F)</translation>
    </message>
    <message numerus="yes">
        <source>cloud-init reported %n problem(s)</source>
        <translation>
            <numerusform>cloud-init이 문제 %n개를 보고했습니다</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n problem(s) in this log</source>
        <translation>
            <numerusform>이 로그에 문제 %n개가 있습니다</numerusform>
        </translation>
    </message>
    <message>
        <source>Show it in the log</source>
        <translation>로그에서 보기</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>외 %n개</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>skylab::console::RfbClient</name>
    <message>
        <source>The console asks for a kind of authentication that this program does not know.</source>
        <translation>콘솔이 이 프로그램이 모르는 인증 방식을 요구합니다.</translation>
    </message>
    <message>
        <source>The console refused the password.</source>
        <translation>콘솔이 암호를 거부했습니다.</translation>
    </message>
    <message>
        <source>The console refused the connection: %1</source>
        <translation>콘솔이 연결을 거부했습니다: %1</translation>
    </message>
    <message>
        <source>The console sends faster than it can be shown.</source>
        <translation>콘솔이 표시할 수 있는 것보다 빠르게 보냅니다.</translation>
    </message>
</context>
<context>
    <name>skylab::console::SshClient</name>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message numerus="yes">
        <source>no answer within %n s</source>
        <translation>
            <numerusform>%n초 안에 응답 없음</numerusform>
        </translation>
    </message>
    <message>
        <source>What answers at %1 does not speak SSH with us: %2</source>
        <translation>%1에서 응답하는 것과 SSH로 통신할 수 없습니다: %2</translation>
    </message>
    <message>
        <source>The instance's host key was not accepted.</source>
        <translation>인스턴스의 호스트 키가 수락되지 않았습니다.</translation>
    </message>
    <message>
        <source>the key pair's key</source>
        <translation>키 페어의 키</translation>
    </message>
    <message>
        <source>The instance closed the connection while signing in: %1</source>
        <translation>로그인하는 동안 인스턴스가 연결을 닫았습니다: %1</translation>
    </message>
    <message>
        <source>There was no key to try.</source>
        <translation>시도할 키가 없었습니다.</translation>
    </message>
    <message>
        <source>Tried: %1.</source>
        <translation>시도한 것: %1.</translation>
    </message>
    <message>
        <source>The instance does not let %1 in. %2</source>
        <translation>인스턴스가 %1의 로그인을 거부했습니다. %2</translation>
    </message>
    <message>
        <source>The key is protected. Its passphrase:</source>
        <translation>키가 보호되어 있습니다. 키 암호:</translation>
    </message>
    <message>
        <source>%1 (can't be read)</source>
        <translation>%1(읽을 수 없음)</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1(%2)</translation>
    </message>
    <message>
        <source>the keys of your agent</source>
        <translation>내 에이전트의 키</translation>
    </message>
    <message>
        <source>Password of %1:</source>
        <translation>%1의 암호:</translation>
    </message>
    <message>
        <source>That was not it. Password of %1:</source>
        <translation>암호가 맞지 않습니다. %1의 암호:</translation>
    </message>
    <message>
        <source>a password</source>
        <translation>암호</translation>
    </message>
    <message>
        <source>The instance gave no shell: %1</source>
        <translation>인스턴스가 셸을 열지 않았습니다: %1</translation>
    </message>
    <message>
        <source>The shell ended.</source>
        <translation>셸이 끝났습니다.</translation>
    </message>
    <message>
        <source>The connection was lost.</source>
        <translation>연결이 끊겼습니다.</translation>
    </message>
</context>
<context>
    <name>skylab::console::TerminalPane</name>
    <message>
        <source>Search the terminal…</source>
        <translation>터미널 검색…</translation>
    </message>
</context>
<context>
    <name>skylab::console::TerminalView</name>
    <message>
        <source>Terminal</source>
        <translation>터미널</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>복사</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>붙여넣기</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>모두 선택</translation>
    </message>
    <message>
        <source>Search…</source>
        <translation>검색…</translation>
    </message>
</context>
<context>
    <name>skylab::console::VncView</name>
    <message>
        <source>Screen of the instance</source>
        <translation>인스턴스 화면</translation>
    </message>
    <message>
        <source>The console was closed by the cloud.</source>
        <translation>클라우드가 콘솔을 닫았습니다.</translation>
    </message>
    <message>
        <source>The console was closed: %1</source>
        <translation>콘솔이 닫혔습니다: %1</translation>
    </message>
    <message>
        <source>Connecting to the console…</source>
        <translation>콘솔에 연결하는 중…</translation>
    </message>
</context>
<context>
    <name>skylab::kit::ColumnChooser</name>
    <message>
        <source>Columns</source>
        <translation>열</translation>
    </message>
    <message>
        <source>Drag to move, or Alt+Up and Alt+Down.</source>
        <translation>끌거나 Alt+위/아래 화살표로 옮깁니다.</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>모두 보기</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>초기화</translation>
    </message>
</context>
<context>
    <name>skylab::kit::ConfirmDialog</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>외 %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Type “%1” to go on:</source>
        <translation>계속하려면 “%1”을(를) 입력하세요:</translation>
    </message>
    <message>
        <source>Type “%1” to confirm</source>
        <translation>확인하려면 “%1”을(를) 입력하세요</translation>
    </message>
    <message>
        <source>Why?</source>
        <translation>이유</translation>
    </message>
    <message>
        <source>This can't be taken back. Type “%1” to go on:</source>
        <translation>되돌릴 수 없습니다. 계속하려면 “%1”을(를) 입력하세요:</translation>
    </message>
</context>
<context>
    <name>skylab::kit::DataTable</name>
    <message>
        <source>Loading…</source>
        <translation>불러오는 중…</translation>
    </message>
    <message>
        <source>Nothing matches the filter</source>
        <translation>필터에 맞는 항목이 없습니다</translation>
    </message>
    <message>
        <source>There are rows, but none that the filter lets through.</source>
        <translation>항목은 있지만 필터를 통과하는 것이 없습니다.</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>필터 지우기</translation>
    </message>
</context>
<context>
    <name>skylab::kit::DetailView</name>
    <message>
        <source>Close details</source>
        <translation>상세 닫기</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>상세</translation>
    </message>
    <message>
        <source>More actions</source>
        <translation>더 많은 작업</translation>
    </message>
</context>
<context>
    <name>skylab::kit::DialogFoot</name>
    <message>
        <source>Back</source>
        <translation>뒤로</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Working…</source>
        <translation>처리 중…</translation>
    </message>
</context>
<context>
    <name>skylab::kit::ErrorCard</name>
    <message>
        <source>Try again</source>
        <translation>다시 시도</translation>
    </message>
    <message>
        <source>Copy report</source>
        <translation>보고서 복사</translation>
    </message>
    <message>
        <source>The request id: an administrator finds this failure in the log by it.</source>
        <translation>요청 ID입니다. 관리자가 로그에서 이 오류를 찾을 때 씁니다.</translation>
    </message>
    <message>
        <source>You are not signed in</source>
        <translation>로그인하지 않았습니다</translation>
    </message>
    <message>
        <source>You are not allowed to do this</source>
        <translation>이 작업을 할 권한이 없습니다</translation>
    </message>
    <message>
        <source>It is not there any more</source>
        <translation>더는 존재하지 않습니다</translation>
    </message>
    <message>
        <source>It can't be done as things are now</source>
        <translation>지금 상태에서는 할 수 없습니다</translation>
    </message>
    <message>
        <source>A limit is reached</source>
        <translation>한도에 이르렀습니다</translation>
    </message>
    <message>
        <source>The cloud can't be reached</source>
        <translation>클라우드에 연결할 수 없습니다</translation>
    </message>
    <message>
        <source>The cloud did not answer in time</source>
        <translation>클라우드가 제때 응답하지 않았습니다</translation>
    </message>
    <message>
        <source>The disk is full</source>
        <translation>디스크가 가득 찼습니다</translation>
    </message>
    <message>
        <source>No host can run it</source>
        <translation>실행할 수 있는 호스트가 없습니다</translation>
    </message>
    <message>
        <source>This cloud does not offer it</source>
        <translation>이 클라우드에서 제공하지 않습니다</translation>
    </message>
    <message>
        <source>The cloud has a fault of its own</source>
        <translation>클라우드 내부 오류입니다</translation>
    </message>
    <message>
        <source>It was cancelled</source>
        <translation>취소되었습니다</translation>
    </message>
    <message>
        <source>The cloud refused the request</source>
        <translation>클라우드가 요청을 거부했습니다</translation>
    </message>
    <message>
        <source>Sign in again.</source>
        <translation>다시 로그인하세요.</translation>
    </message>
    <message>
        <source>Ask an administrator for the role it needs, or switch to another project.</source>
        <translation>관리자에게 필요한 역할을 요청하거나 다른 프로젝트로 바꾸세요.</translation>
    </message>
    <message>
        <source>Somebody may have deleted it. Refresh the list.</source>
        <translation>누군가 삭제했을 수 있습니다. 목록을 새로 고치세요.</translation>
    </message>
    <message>
        <source>Delete what you no longer need, or ask an administrator for a larger quota.</source>
        <translation>필요 없는 것을 삭제하거나 관리자에게 더 큰 할당량을 요청하세요.</translation>
    </message>
    <message>
        <source>Wait a moment, then try again.</source>
        <translation>잠시 뒤 다시 시도하세요.</translation>
    </message>
    <message>
        <source>The window tries again by itself as soon as it answers.</source>
        <translation>응답이 오면 창이 스스로 다시 시도합니다.</translation>
    </message>
    <message>
        <source>Copy the report and give it to whoever runs this cloud.</source>
        <translation>보고서를 복사해 이 클라우드의 운영자에게 전하세요.</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>상세</translation>
    </message>
</context>
<context>
    <name>skylab::kit::FilterBar</name>
    <message>
        <source>Show all</source>
        <translation>모두 보기</translation>
    </message>
</context>
<context>
    <name>skylab::kit::FormView</name>
    <message>
        <source>More options</source>
        <translation>추가 옵션</translation>
    </message>
    <message>
        <source>%1 (optional)</source>
        <translation>%1 (선택)</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>고르기…</translation>
    </message>
    <message>
        <source>Fill this in.</source>
        <translation>입력하세요.</translation>
    </message>
</context>
<context>
    <name>skylab::kit::KeyValueView</name>
    <message>
        <source>Copy %1</source>
        <translation>%1 복사</translation>
    </message>
    <message>
        <source>mixed</source>
        <translation>여러 값</translation>
    </message>
</context>
<context>
    <name>skylab::kit::PickList</name>
    <message>
        <source>Search</source>
        <translation>검색</translation>
    </message>
    <message>
        <source>Search in %1</source>
        <translation>%1 검색</translation>
    </message>
</context>
<context>
    <name>skylab::kit::StepDialog</name>
    <message>
        <source>Steps</source>
        <translation>단계</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>다음</translation>
    </message>
</context>
<context>
    <name>skylab::kit::SuggestionList</name>
    <message>
        <source>Suggestions</source>
        <translation>제안</translation>
    </message>
</context>
<context>
    <name>skylab::kit::TabStrip</name>
    <message>
        <source>More tabs</source>
        <translation>탭 더 보기</translation>
    </message>
</context>
<context>
    <name>skylab::kit::TaskRow</name>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>다시 시도</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>실행 취소</translation>
    </message>
    <message>
        <source>Show details</source>
        <translation>상세 보기</translation>
    </message>
    <message>
        <source>Hide details</source>
        <translation>상세 숨기기</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>외 %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>Failed: %1</source>
        <translation>실패: %1</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>단계</translation>
    </message>
    <message>
        <source>Parts</source>
        <translation>부분</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>로그</translation>
    </message>
</context>
<context>
    <name>skylab::kit::TimeChart</name>
    <message>
        <source>−%1 s</source>
        <translation>−%1초</translation>
    </message>
    <message>
        <source>−%1 min</source>
        <translation>−%1분</translation>
    </message>
    <message>
        <source>No figures yet</source>
        <translation>아직 수치가 없습니다</translation>
    </message>
</context>
<context>
    <name>skylab::kit::ValueEditor</name>
    <message>
        <source>Save</source>
        <translation>저장</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Change %1</source>
        <translation>%1 변경</translation>
    </message>
    <message>
        <source>mixed: what is typed here becomes the value of all</source>
        <translation>여러 값: 여기에 입력하면 모두 같은 값이 됩니다</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>예</translation>
    </message>
    <message>
        <source>key = value, one a line</source>
        <translation>키 = 값, 한 줄에 하나</translation>
    </message>
    <message>
        <source>tags, with commas between</source>
        <translation>태그, 쉼표로 구분</translation>
    </message>
    <message>
        <source>This is needed.</source>
        <translation>필수 항목입니다.</translation>
    </message>
</context>
<context>
    <name>skylab::kit::WizardDialog</name>
    <message>
        <source>Next</source>
        <translation>다음</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>불러오는 중…</translation>
    </message>
</context>
<context>
    <name>skylab::model::Jobs</name>
    <message>
        <source>It was cancelled.</source>
        <translation>취소되었습니다.</translation>
    </message>
    <message>
        <source>It was cancelled before it began.</source>
        <translation>시작하기 전에 취소되었습니다.</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n done</source>
        <translation>
            <numerusform>%n개 중 %1개 완료</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n left out</source>
        <translation>
            <numerusform>%n개 제외됨</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n failed: %2</source>
        <translation>
            <numerusform>%n개 중 %1개 실패: %2</numerusform>
        </translation>
    </message>
    <message>
        <source>Tried again</source>
        <translation>다시 시도함</translation>
    </message>
    <message>
        <source>The cloud answered %1</source>
        <translation>클라우드의 응답: %1</translation>
    </message>
    <message>
        <source>The cloud answered %1, request %2</source>
        <translation>클라우드의 응답: %1, 요청 %2</translation>
    </message>
    <message>
        <source>Another deed on it came after this one.</source>
        <translation>그 뒤에 한 다른 작업이 이 작업을 대신했습니다.</translation>
    </message>
</context>
<context>
    <name>skylab::panel::AccessTab</name>
    <message>
        <source>It is in a window of its own</source>
        <translation>별도 창에 표시 중입니다</translation>
    </message>
    <message>
        <source>The session goes on there.</source>
        <translation>세션은 그곳에서 계속됩니다.</translation>
    </message>
    <message>
        <source>Show the window</source>
        <translation>창 보기</translation>
    </message>
    <message>
        <source>Bring it back</source>
        <translation>탭으로 되돌리기</translation>
    </message>
</context>
<context>
    <name>skylab::panel::AccessView</name>
    <message>
        <source>Show in a window of its own</source>
        <translation>별도 창에 표시</translation>
    </message>
    <message>
        <source>Console</source>
        <translation>콘솔</translation>
    </message>
    <message>
        <source>Serial terminal</source>
        <translation>직렬 터미널</translation>
    </message>
    <message>
        <source>SSH</source>
        <translation>SSH</translation>
    </message>
    <message>
        <source>%1 – %2</source>
        <comment>name of an instance, what is shown of it</comment>
        <translation>%1 – %2</translation>
    </message>
    <message>
        <source>Back into the tab</source>
        <translation>탭으로 되돌리기</translation>
    </message>
    <message>
        <source>%1 is being prepared. It is shown here as soon as it runs.</source>
        <translation>%1을(를) 준비하고 있습니다. 실행되면 바로 여기에 표시됩니다.</translation>
    </message>
    <message>
        <source>The instance is paused.</source>
        <translation>인스턴스가 일시 정지되었습니다.</translation>
    </message>
    <message>
        <source>It holds still until it is resumed.</source>
        <translation>재개할 때까지 멈춰 있습니다.</translation>
    </message>
    <message>
        <source>Resume it</source>
        <translation>재개</translation>
    </message>
    <message>
        <source>Resume %1</source>
        <translation>%1 재개</translation>
    </message>
    <message>
        <source>The instance is suspended.</source>
        <translation>인스턴스가 일시 중단 상태입니다.</translation>
    </message>
    <message>
        <source>Its memory lies on disk; it goes on where it was.</source>
        <translation>메모리가 디스크에 저장되어 있어 멈춘 곳에서 이어집니다.</translation>
    </message>
    <message>
        <source>The instance is shelved.</source>
        <translation>인스턴스가 보관되었습니다.</translation>
    </message>
    <message>
        <source>It takes a moment to bring it back to a host.</source>
        <translation>호스트로 되돌리는 데 잠시 걸립니다.</translation>
    </message>
    <message>
        <source>Unshelve it</source>
        <translation>보관 해제</translation>
    </message>
    <message>
        <source>Unshelve %1</source>
        <translation>%1 보관 해제</translation>
    </message>
    <message>
        <source>The instance is stopped.</source>
        <translation>인스턴스가 중지되었습니다.</translation>
    </message>
    <message>
        <source>It has to run before anybody can get in.</source>
        <translation>접속하려면 실행 중이어야 합니다.</translation>
    </message>
    <message>
        <source>Start it</source>
        <translation>시작</translation>
    </message>
    <message>
        <source>Start %1</source>
        <translation>%1 시작</translation>
    </message>
    <message>
        <source>The instance is not running.</source>
        <translation>인스턴스가 실행 중이 아닙니다.</translation>
    </message>
    <message>
        <source>Its state is %1.</source>
        <translation>상태는 %1입니다.</translation>
    </message>
</context>
<context>
    <name>skylab::panel::BatchBar</name>
    <message>
        <source>What can be done with the selected ones</source>
        <translation>선택한 항목에 할 수 있는 작업</translation>
    </message>
    <message>
        <source>Export the selected ones…</source>
        <translation>선택한 항목 내보내기…</translation>
    </message>
    <message>
        <source>Select nothing</source>
        <translation>선택 해제</translation>
    </message>
    <message numerus="yes">
        <source>%n selected</source>
        <translation>
            <numerusform>%n개 선택</numerusform>
        </translation>
    </message>
    <message>
        <source>More actions</source>
        <translation>더 많은 작업</translation>
    </message>
</context>
<context>
    <name>skylab::panel::ConsoleWindow</name>
    <message>
        <source>F11 leaves the full screen. Ctrl+Alt+Shift gives the keyboard back.</source>
        <translation>F11을 누르면 전체 화면이 끝납니다. Ctrl+Alt+Shift를 누르면 키보드가 풀립니다.</translation>
    </message>
</context>
<context>
    <name>skylab::panel::Export</name>
    <message>
        <source>It was cancelled.</source>
        <translation>취소되었습니다.</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) in %1</source>
        <translation>
            <numerusform>행 %n개를 %1에 저장했습니다</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 can't be written: %2</source>
        <translation>%1에 쓸 수 없습니다: %2</translation>
    </message>
    <message>
        <source>Selected rows (%1)</source>
        <translation>선택한 행(%1)</translation>
    </message>
    <message>
        <source>Rows that the filter shows (%1)</source>
        <translation>필터에 보이는 행(%1)</translation>
    </message>
    <message>
        <source>All rows (%1)</source>
        <translation>모든 행(%1)</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>행</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>열</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>형식</translation>
    </message>
    <message>
        <source>Those that are shown</source>
        <translation>표시된 것만</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>전체</translation>
    </message>
    <message>
        <source>Everything as JSON is what the API says, unchanged.</source>
        <translation>전체를 JSON으로 내보내면 API의 응답이 그대로 담깁니다.</translation>
    </message>
    <message>
        <source>CSV, for spreadsheets</source>
        <translation>CSV (스프레드시트용)</translation>
    </message>
    <message>
        <source>JSON, for programs</source>
        <translation>JSON (프로그램용)</translation>
    </message>
    <message>
        <source>Export %1</source>
        <translation>%1 내보내기</translation>
    </message>
    <message>
        <source>Choose a file…</source>
        <translation>파일 고르기…</translation>
    </message>
</context>
<context>
    <name>skylab::panel::Inspector</name>
    <message>
        <source>Overview</source>
        <translation>개요</translation>
    </message>
    <message numerus="yes">
        <source>%n selected</source>
        <translation>
            <numerusform>%n개 선택</numerusform>
        </translation>
    </message>
    <message>
        <source>What they have in common</source>
        <translation>공통된 내용</translation>
    </message>
    <message>
        <source>Your roles in this project don't allow it.</source>
        <translation>이 프로젝트에서의 역할로는 할 수 없습니다.</translation>
    </message>
    <message>
        <source>ID</source>
        <translation>ID</translation>
    </message>
    <message>
        <source>It can't be changed any more.</source>
        <translation>더는 변경할 수 없습니다.</translation>
    </message>
    <message>
        <source>%1 of %2 was changed</source>
        <translation>%2의 %1을(를) 변경했습니다</translation>
    </message>
    <message>
        <source>Undo: %1 of %2</source>
        <translation>실행 취소: %2의 %1</translation>
    </message>
    <message>
        <source>It can't be changed now.</source>
        <translation>지금은 변경할 수 없습니다.</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n</source>
        <translation>
            <numerusform>%n개의 %1</numerusform>
        </translation>
    </message>
    <message>
        <source>Change %1</source>
        <translation>%1 변경</translation>
    </message>
    <message>
        <source>%1 was changed</source>
        <translation>%1을(를) 변경했습니다</translation>
    </message>
    <message>
        <source>Undo: %1</source>
        <translation>실행 취소: %1</translation>
    </message>
</context>
<context>
    <name>skylab::panel::LaunchDialog</name>
    <message>
        <source>Launch an instance</source>
        <translation>인스턴스 시작</translation>
    </message>
    <message>
        <source>Launch</source>
        <translation>시작</translation>
    </message>
    <message>
        <source>More…</source>
        <translation>더 보기…</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>이미지</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>크기</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>네트워크</translation>
    </message>
    <message>
        <source>Key pair</source>
        <translation>키 페어</translation>
    </message>
    <message>
        <source>Security groups</source>
        <translation>보안 그룹</translation>
    </message>
    <message>
        <source>Let SSH in</source>
        <translation>SSH 허용</translation>
    </message>
    <message>
        <source>How many</source>
        <translation>개수</translation>
    </message>
    <message>
        <source>“node-{01..20}” launches twenty.</source>
        <translation>“node-{01..20}”은 스무 개를 시작합니다.</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>불러오는 중…</translation>
    </message>
    <message>
        <source>Lets you sign in by SSH without a password.</source>
        <translation>비밀번호 없이 SSH로 로그인할 수 있습니다.</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>변경</translation>
    </message>
    <message>
        <source>A new one, with a way out</source>
        <translation>외부로 연결되는 새 네트워크</translation>
    </message>
    <message>
        <source>A new one, kept in this desktop's keyring</source>
        <translation>이 데스크톱의 키링에 보관되는 새 키</translation>
    </message>
    <message>
        <source>None</source>
        <translation>없음</translation>
    </message>
    <message>
        <source>Less</source>
        <translation>간단히</translation>
    </message>
    <message>
        <source>It does not fit. Take one of the ways above, or another size.</source>
        <translation>들어갈 자리가 없습니다. 위의 방법 중 하나나 다른 크기를 선택하세요.</translation>
    </message>
    <message>
        <source>%1 was not launched</source>
        <translation>%1을(를) 시작하지 못했습니다</translation>
    </message>
</context>
<context>
    <name>skylab::panel::LaunchWizard</name>
    <message>
        <source>Launch an instance</source>
        <translation>인스턴스 시작</translation>
    </message>
    <message>
        <source>Launch</source>
        <translation>시작</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>세부 정보</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>소스</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>크기</translation>
    </message>
    <message>
        <source>Networks and ports</source>
        <translation>네트워크와 포트</translation>
    </message>
    <message>
        <source>Security groups</source>
        <translation>보안 그룹</translation>
    </message>
    <message>
        <source>Key pair</source>
        <translation>키 페어</translation>
    </message>
    <message>
        <source>Configuration</source>
        <translation>구성</translation>
    </message>
    <message>
        <source>Server group</source>
        <translation>서버 그룹</translation>
    </message>
    <message>
        <source>Scheduler hints</source>
        <translation>스케줄러 힌트</translation>
    </message>
    <message>
        <source>Metadata</source>
        <translation>메타데이터</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>검토</translation>
    </message>
    <message>
        <source>%1 was not launched</source>
        <translation>%1을(를) 시작하지 못했습니다</translation>
    </message>
</context>
<context>
    <name>skylab::panel::MetadataDialog</name>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>저장</translation>
    </message>
</context>
<context>
    <name>skylab::panel::MetadataView</name>
    <message>
        <source>Nothing yet. Add a pair, or take one from the catalogue.</source>
        <translation>아직 없습니다. 쌍을 추가하거나 카탈로그에서 가져오세요.</translation>
    </message>
    <message>
        <source>Catalogue</source>
        <translation>카탈로그</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>사용 중</translation>
    </message>
    <message>
        <source>Add a pair</source>
        <translation>쌍 추가</translation>
    </message>
    <message>
        <source>Take it</source>
        <translation>가져오기</translation>
    </message>
    <message>
        <source>This cloud describes no properties.</source>
        <translation>이 클라우드에는 설명된 속성이 없습니다.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>value</source>
        <translation>값</translation>
    </message>
    <message>
        <source>Value of %1</source>
        <translation>%1의 값</translation>
    </message>
    <message>
        <source>Remove %1</source>
        <translation>%1 제거</translation>
    </message>
    <message>
        <source>The value “%1” has no name.</source>
        <translation>값 “%1”에 이름이 없습니다.</translation>
    </message>
    <message>
        <source>Names and values may have %1 characters; “%2” has more.</source>
        <translation>이름과 값은 %1자까지 가능한데 “%2”은(는) 더 깁니다.</translation>
    </message>
    <message>
        <source>“%1” is there twice.</source>
        <translation>“%1”이(가) 두 번 있습니다.</translation>
    </message>
</context>
<context>
    <name>skylab::panel::ResourceActions</name>
    <message>
        <source>Select something first.</source>
        <translation>먼저 항목을 고르세요.</translation>
    </message>
    <message>
        <source>This works on one at a time.</source>
        <translation>한 번에 하나만 할 수 있습니다.</translation>
    </message>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 외 %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>Undo: %1</source>
        <translation>실행 취소: %1</translation>
    </message>
    <message>
        <source>It ended in the state Error.</source>
        <translation>오류 상태로 끝났습니다.</translation>
    </message>
    <message>
        <source>Failed: %1</source>
        <translation>실패: %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message numerus="yes">
        <source>%1: %n item(s)</source>
        <translation>
            <numerusform>%1: %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>Your roles in this project don't allow it.</source>
        <translation>이 프로젝트에서의 역할로는 할 수 없습니다.</translation>
    </message>
    <message>
        <source>%1 (%2 of %3)</source>
        <translation>%1 (%3개 중 %2개)</translation>
    </message>
    <message numerus="yes">
        <source>%n can't; you are asked first.</source>
        <translation>
            <numerusform>%n개는 할 수 없습니다. 실행 전에 확인합니다.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: %2 of %n</source>
        <translation>
            <numerusform>%1: %n개 중 %2개</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2 can't: %3</source>
        <translation>%2개 중 %1개는 할 수 없습니다: %3</translation>
    </message>
    <message>
        <source>Move to trash</source>
        <translation>휴지통으로 옮기기</translation>
    </message>
    <message>
        <source>Delete for good</source>
        <translation>완전히 삭제</translation>
    </message>
</context>
<context>
    <name>skylab::panel::ResourcePanel</name>
    <message>
        <source>Load again (F5)</source>
        <translation>다시 불러오기 (F5)</translation>
    </message>
    <message>
        <source>Choose columns</source>
        <translation>열 고르기</translation>
    </message>
    <message>
        <source>Filter %1</source>
        <translation>%1 필터</translation>
    </message>
    <message>
        <source>Nothing here yet</source>
        <translation>아직 아무것도 없습니다</translation>
    </message>
    <message numerus="yes">
        <source>%n in total</source>
        <translation>
            <numerusform>전체 %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2 shown</source>
        <translation>%2개 중 %1개 표시</translation>
    </message>
    <message numerus="yes">
        <source>%n selected</source>
        <translation>
            <numerusform>%n개 선택</numerusform>
        </translation>
    </message>
    <message>
        <source>Enter open   Space details   F2 rename   Del delete</source>
        <translation>Enter 열기   Space 상세   F2 이름 바꾸기   Del 삭제</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Filter: words, status:error, age&gt;7d…   /</source>
        <translation>필터: 단어, status:error, age&gt;7d…   /</translation>
    </message>
    <message>
        <source>none</source>
        <translation>없음</translation>
    </message>
    <message>
        <source>Your roles don't let you see this</source>
        <translation>현재 역할로는 볼 수 없습니다</translation>
    </message>
    <message>
        <source>In the project %1 you have the roles: %2. Whoever looks after the project can give you one that may see it, or you switch to another project.</source>
        <translation>프로젝트 %1에서의 역할: %2. 프로젝트 담당자에게 볼 수 있는 역할을 요청하거나 다른 프로젝트로 바꾸세요.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>다시 시도</translation>
    </message>
    <message>
        <source>As of %1 (%2): %3</source>
        <translation>%1 기준(%2): %3</translation>
    </message>
    <message>
        <source>Your roles in this project don't allow it.</source>
        <translation>이 프로젝트에서의 역할로는 할 수 없습니다.</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>내보내기…</translation>
    </message>
    <message>
        <source>Show the details at the right</source>
        <translation>오른쪽에 상세 보기</translation>
    </message>
    <message>
        <source>Show the details below</source>
        <translation>아래에 상세 보기</translation>
    </message>
    <message>
        <source>Actions</source>
        <translation>작업</translation>
    </message>
    <message>
        <source>Nothing here can be renamed.</source>
        <translation>여기에는 이름을 바꿀 수 있는 항목이 없습니다.</translation>
    </message>
    <message numerus="yes">
        <source>%1: %n selected</source>
        <translation>
            <numerusform>%1: %n개 선택</numerusform>
        </translation>
    </message>
    <message>
        <source>Export %1</source>
        <translation>%1 내보내기</translation>
    </message>
    <message>
        <source>Show “%1”</source>
        <translation>“%1” 보기</translation>
    </message>
    <message>
        <source>Ctrl+N creates · Ctrl+K searches everything · ? shows all keys</source>
        <translation>Ctrl+N 만들기 · Ctrl+K 전체 검색 · ? 모든 단축키</translation>
    </message>
</context>
<context>
    <name>skylab::panel::SavedViews</name>
    <message>
        <source>All</source>
        <translation>전체</translation>
    </message>
    <message>
        <source>%1 (default)</source>
        <translation>%1 (기본)</translation>
    </message>
    <message>
        <source>Saved views</source>
        <translation>저장된 보기</translation>
    </message>
    <message>
        <source>Save this view…</source>
        <translation>현재 보기 저장…</translation>
    </message>
    <message>
        <source>Update “%1” to what is shown</source>
        <translation>지금 화면대로 “%1” 업데이트</translation>
    </message>
    <message>
        <source>Show “%1” at the start</source>
        <translation>처음에 “%1” 보기</translation>
    </message>
    <message>
        <source>Delete “%1”</source>
        <translation>“%1” 삭제</translation>
    </message>
    <message>
        <source>Save this view</source>
        <translation>현재 보기 저장</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>저장</translation>
    </message>
    <message>
        <source>The filter, the sorting and the columns are kept under this name.</source>
        <translation>필터, 정렬, 열을 이 이름으로 보관합니다.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>Saved views: %1</source>
        <translation>저장된 보기: %1</translation>
    </message>
</context>
<context>
    <name>skylab::panel::ServerCharts</name>
    <message>
        <source>%1/s</source>
        <translation>%1/초</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>프로세서</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>메모리</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>디스크</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>네트워크</translation>
    </message>
    <message>
        <source>used</source>
        <translation>사용</translation>
    </message>
    <message>
        <source>read</source>
        <translation>읽기</translation>
    </message>
    <message>
        <source>written</source>
        <translation>쓰기</translation>
    </message>
    <message>
        <source>received</source>
        <translation>수신</translation>
    </message>
    <message>
        <source>sent</source>
        <translation>송신</translation>
    </message>
</context>
<context>
    <name>skylab::panel::ServerConsole</name>
    <message>
        <source>Connect</source>
        <translation>연결</translation>
    </message>
    <message>
        <source>Asking for a console…</source>
        <translation>콘솔을 요청하는 중…</translation>
    </message>
    <message>
        <source>There is no console: %1</source>
        <translation>콘솔이 없습니다: %1</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>텍스트</translation>
    </message>
    <message>
        <source>The clipboard went to the instance.</source>
        <translation>클립보드를 인스턴스로 보냈습니다.</translation>
    </message>
    <message>
        <source>The clipboard came from the instance.</source>
        <translation>인스턴스의 클립보드를 받았습니다.</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>키</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>붙여넣기</translation>
    </message>
    <message>
        <source>Give the clipboard's text to the instance, or type it (Ctrl+Shift+V)</source>
        <translation>클립보드의 텍스트를 인스턴스에 전하거나 입력 (Ctrl+Shift+V)</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>캡처</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>크기</translation>
    </message>
    <message>
        <source>Full screen (F11)</source>
        <translation>전체 화면 (F11)</translation>
    </message>
    <message>
        <source>Text screen</source>
        <translation>텍스트 화면</translation>
    </message>
    <message>
        <source>Windows key</source>
        <translation>Windows 키</translation>
    </message>
    <message>
        <source>Windows key+L</source>
        <translation>Windows 키+L</translation>
    </message>
    <message>
        <source>Print screen</source>
        <translation>Print Screen</translation>
    </message>
    <message>
        <source>Hangul/English</source>
        <translation>한/영</translation>
    </message>
    <message>
        <source>Save the picture…</source>
        <translation>캡처 저장…</translation>
    </message>
    <message>
        <source>Copy the picture</source>
        <translation>캡처 복사</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>창에 맞춤</translation>
    </message>
    <message>
        <source>Actual size</source>
        <translation>실제 크기</translation>
    </message>
    <message>
        <source>Whole multiples</source>
        <translation>정수 배율</translation>
    </message>
    <message>
        <source>Keep the clipboards apart</source>
        <translation>클립보드 공유 안 함</translation>
    </message>
    <message>
        <source>Give mine to the instance</source>
        <translation>내 클립보드를 인스턴스로 보내기</translation>
    </message>
    <message>
        <source>Share them both ways</source>
        <translation>양방향으로 공유</translation>
    </message>
    <message>
        <source>Clipboard: off</source>
        <translation>클립보드: 꺼짐</translation>
    </message>
    <message>
        <source>Clipboard: to the instance</source>
        <translation>클립보드: 인스턴스로</translation>
    </message>
    <message>
        <source>Clipboard: both ways</source>
        <translation>클립보드: 양방향</translation>
    </message>
    <message>
        <source>Texts pass only while the screen has the keyboard, and where the instance uses its clipboard.</source>
        <translation>화면에 키보드 초점이 있고 인스턴스가 클립보드를 쓸 때만 텍스트가 오갑니다.</translation>
    </message>
    <message numerus="yes">
        <source>Typing, %n character(s) left. Any key stops it.</source>
        <translation>
            <numerusform>입력 중, %n자 남음. 아무 키나 누르면 멈춥니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>Connecting again…</source>
        <translation>다시 연결하는 중…</translation>
    </message>
    <message>
        <source>This cloud has no screen to show</source>
        <translation>이 클라우드에서는 화면을 볼 수 없습니다</translation>
    </message>
    <message>
        <source>There is no console</source>
        <translation>콘솔이 없습니다</translation>
    </message>
    <message>
        <source>The hypervisor offers no graphical console for this instance. Its serial terminal, SSH and log may work.</source>
        <translation>하이퍼바이저가 이 인스턴스의 그래픽 콘솔을 제공하지 않습니다. 직렬 터미널, SSH, 로그는 쓸 수 있을지도 모릅니다.</translation>
    </message>
    <message>
        <source>Serial terminal</source>
        <translation>직렬 터미널</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>다시 시도</translation>
    </message>
    <message>
        <source>There is no picture yet.</source>
        <translation>아직 화면이 없습니다.</translation>
    </message>
    <message>
        <source>Save the picture</source>
        <translation>캡처 저장</translation>
    </message>
    <message>
        <source>The picture was saved.</source>
        <translation>캡처를 저장했습니다.</translation>
    </message>
    <message>
        <source>The picture was not saved to %1.</source>
        <translation>캡처를 %1에 저장하지 못했습니다.</translation>
    </message>
    <message>
        <source>The picture is on the clipboard.</source>
        <translation>캡처를 클립보드에 복사했습니다.</translation>
    </message>
    <message>
        <source>There is no text on the clipboard.</source>
        <translation>클립보드에 텍스트가 없습니다.</translation>
    </message>
    <message>
        <source>There is no console to paste into yet.</source>
        <translation>아직 붙여 넣을 콘솔이 없습니다.</translation>
    </message>
    <message>
        <source>It is on the instance's clipboard: paste there.</source>
        <translation>인스턴스의 클립보드에 넣었습니다. 그곳에서 붙여 넣으세요.</translation>
    </message>
    <message>
        <source>Nothing in the instance uses its clipboard, so the text is typed: each character as a key of a US keyboard. Set the instance's keyboard to US, or characters will be others.</source>
        <translation>인스턴스가 클립보드를 쓰지 않아 텍스트를 입력합니다. 각 글자를 미국식 키보드의 키로 보냅니다. 인스턴스의 키보드를 미국식으로 설정하지 않으면 다른 글자가 입력됩니다.</translation>
    </message>
    <message numerus="yes">
        <source>%n character(s) are on no US keyboard and may not arrive.</source>
        <translation>
            <numerusform>%n자는 미국식 키보드에 없어 전달되지 않을 수 있습니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>Type it as keystrokes</source>
        <translation>키 입력으로 보내기</translation>
    </message>
    <message numerus="yes">
        <source>Type %n character(s)</source>
        <translation>
            <numerusform>%n자 입력</numerusform>
        </translation>
    </message>
    <message>
        <source>Ctrl+Alt+Shift gives the keyboard back</source>
        <translation>Ctrl+Alt+Shift를 누르면 키보드가 풀립니다</translation>
    </message>
    <message>
        <source>Click into the screen to type</source>
        <translation>입력하려면 화면을 클릭하세요</translation>
    </message>
</context>
<context>
    <name>skylab::panel::ServerEvents</name>
    <message>
        <source>Events of the action</source>
        <translation>작업의 이벤트</translation>
    </message>
    <message>
        <source>Choose an action to see its events.</source>
        <translation>작업을 선택하면 이벤트가 보입니다.</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>요청</translation>
    </message>
    <message>
        <source>User</source>
        <translation>사용자</translation>
    </message>
    <message>
        <source>Began</source>
        <translation>시작</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>메시지</translation>
    </message>
    <message>
        <source>It has no events.</source>
        <translation>이벤트가 없습니다.</translation>
    </message>
    <message>
        <source>goes on</source>
        <translation>진행 중</translation>
    </message>
    <message>
        <source>Traceback of %1</source>
        <translation>%1의 추적 기록</translation>
    </message>
</context>
<context>
    <name>skylab::panel::ServerFault</name>
    <message>
        <source>The cloud does not say why.</source>
        <translation>클라우드가 이유를 알려 주지 않았습니다.</translation>
    </message>
    <message>
        <source>%1: it would fit now</source>
        <translation>%1: 지금은 들어갈 수 있습니다</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Why?</source>
        <translation>이유</translation>
    </message>
    <message>
        <source>Launch it again</source>
        <translation>다시 시작하기</translation>
    </message>
    <message>
        <source>No host can run %1</source>
        <translation>%1을(를) 실행할 호스트가 없습니다</translation>
    </message>
    <message>
        <source>%1 failed</source>
        <translation>%1 실패</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>호스트</translation>
    </message>
    <message>
        <source>Passed</source>
        <translation>통과</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>실패</translation>
    </message>
    <message>
        <source>%1, %2: %3</source>
        <translation>%1, %2: %3</translation>
    </message>
    <message>
        <source>Launch %1</source>
        <translation>%1 시작</translation>
    </message>
</context>
<context>
    <name>skylab::panel::ServerLog</name>
    <message>
        <source>Nothing was written yet.</source>
        <translation>아직 기록된 내용이 없습니다.</translation>
    </message>
</context>
<context>
    <name>skylab::panel::ServerSsh</name>
    <message>
        <source>Signing in as %1…</source>
        <translation>%1(으)로 로그인하는 중…</translation>
    </message>
    <message>
        <source>%1 at %2, by %3</source>
        <translation>%2에 %1 사용자로 로그인 (%3)</translation>
    </message>
    <message>
        <source>User</source>
        <translation>사용자</translation>
    </message>
    <message>
        <source>user of the image</source>
        <translation>이미지의 사용자</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>키</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>연결</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>로그인</translation>
    </message>
    <message>
        <source>Go on without</source>
        <translation>입력하지 않고 계속</translation>
    </message>
    <message>
        <source>It was launched without a key pair</source>
        <translation>키 페어 없이 시작한 인스턴스입니다</translation>
    </message>
    <message>
        <source>Key pair %1: its private key is not on this computer</source>
        <translation>키 페어 %1: 개인 키가 이 컴퓨터에 없습니다</translation>
    </message>
    <message>
        <source>Key pair %1, from the keyring</source>
        <translation>키 페어 %1 (키링)</translation>
    </message>
    <message>
        <source>No agent runs</source>
        <translation>실행 중인 에이전트 없음</translation>
    </message>
    <message>
        <source>The keys of your agent</source>
        <translation>내 에이전트의 키</translation>
    </message>
    <message>
        <source>Choose a key file…</source>
        <translation>키 파일 고르기…</translation>
    </message>
    <message>
        <source>Leave the key file out</source>
        <translation>키 파일 쓰지 않기</translation>
    </message>
    <message>
        <source>Private key</source>
        <translation>개인 키</translation>
    </message>
    <message>
        <source>Looking for the way in…</source>
        <translation>접속할 길을 찾는 중…</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>다시 찾기</translation>
    </message>
    <message>
        <source>No network yet</source>
        <translation>아직 네트워크가 없습니다</translation>
    </message>
    <message>
        <source>%1 has no address: it is plugged into no network, or gets one just now.</source>
        <translation>%1에 주소가 없습니다. 네트워크에 연결되지 않았거나 지금 주소를 받는 중입니다.</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>네트워크</translation>
    </message>
    <message>
        <source>Try anyway</source>
        <translation>그래도 시도</translation>
    </message>
    <message>
        <source>No security group lets TCP 22 in</source>
        <translation>TCP 22를 허용하는 보안 그룹이 없습니다</translation>
    </message>
    <message>
        <source>Its port has no security group at all, and so nothing comes in. Give it one that has a rule for SSH.</source>
        <translation>포트에 보안 그룹이 하나도 없어 아무것도 들어올 수 없습니다. SSH 규칙이 있는 보안 그룹을 지정하세요.</translation>
    </message>
    <message>
        <source>SSH to %1 would go unanswered. A rule lets it in from everywhere; you can narrow it down under Security groups.</source>
        <translation>%1에 SSH로 접속해도 응답이 없을 것입니다. 규칙을 추가하면 모든 곳에서 접속할 수 있으며, 보안 그룹에서 범위를 좁힐 수 있습니다.</translation>
    </message>
    <message>
        <source>Add a rule</source>
        <translation>규칙 추가</translation>
    </message>
    <message>
        <source>Connecting to %1…</source>
        <translation>%1에 연결하는 중…</translation>
    </message>
    <message>
        <source>The host key is the one of last time.</source>
        <translation>지난번과 같은 호스트 키입니다.</translation>
    </message>
    <message>
        <source>The instance printed this host key on its console.</source>
        <translation>인스턴스가 콘솔에 출력한 호스트 키입니다.</translation>
    </message>
    <message>
        <source>Is this %1?</source>
        <translation>%1이(가) 맞나요?</translation>
    </message>
    <message>
        <source>It proves itself with a key that is new here, and its log does not show one to compare with. Its fingerprint:
%1</source>
        <translation>처음 보는 키를 제시했으며, 비교할 키가 로그에 없습니다. 키의 지문:
%1</translation>
    </message>
    <message>
        <source>Don't connect</source>
        <translation>연결 안 함</translation>
    </message>
    <message>
        <source>Trust it from now on</source>
        <translation>앞으로 신뢰</translation>
    </message>
    <message>
        <source>You trusted this host key.</source>
        <translation>신뢰하기로 한 호스트 키입니다.</translation>
    </message>
    <message>
        <source>Nothing was sent to it. Whoever answers there is not who answered last time, and the instance was not rebuilt since. It may be another machine at the same address, or somebody in between. If keys were made anew inside the instance, compare the fingerprint with what its console shows, then forget the old key.</source>
        <translation>아무것도 보내지 않았습니다. 지난번과 다른 상대가 응답하는데, 그 뒤로 인스턴스를 다시 만든 적이 없습니다. 주소가 같은 다른 장치이거나 누군가 중간에 끼어들었을 수 있습니다. 인스턴스 안에서 키를 새로 만들었다면 지문을 콘솔에 보이는 것과 비교한 뒤 이전 키를 잊으세요.</translation>
    </message>
    <message>
        <source>Nothing was sent to it. The instance printed another key on its console than the one with which this machine proves itself. It may be another machine at the same address, or somebody in between.</source>
        <translation>아무것도 보내지 않았습니다. 인스턴스가 콘솔에 출력한 키와 상대가 제시한 키가 다릅니다. 주소가 같은 다른 장치이거나 누군가 중간에 끼어들었을 수 있습니다.</translation>
    </message>
    <message>
        <source>Expected: %1
Offered: %2</source>
        <translation>예상한 키: %1
제시된 키: %2</translation>
    </message>
    <message>
        <source>Serial terminal</source>
        <translation>직렬 터미널</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>다시 시도</translation>
    </message>
    <message>
        <source>Forget the old key</source>
        <translation>이전 키 잊기</translation>
    </message>
    <message>
        <source>The host key of %1 has changed</source>
        <translation>%1의 호스트 키가 바뀌었습니다</translation>
    </message>
    <message>
        <source>This is not the host key of %1</source>
        <translation>%1의 호스트 키가 아닙니다</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>암호</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>키 암호</translation>
    </message>
    <message>
        <source>Connecting again…</source>
        <translation>다시 연결하는 중…</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>연결 안 됨</translation>
    </message>
    <message>
        <source>The host key was not trusted.</source>
        <translation>호스트 키를 신뢰하지 않았습니다.</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>로그</translation>
    </message>
    <message>
        <source>SSH does not work there</source>
        <translation>SSH를 쓸 수 없습니다</translation>
    </message>
    <message>
        <source>Waiting for the SSH server of %1</source>
        <translation>%1의 SSH 서버를 기다리는 중</translation>
    </message>
    <message>
        <source>It started a short while ago. It is tried again by itself.</source>
        <translation>조금 전에 시작했습니다. 자동으로 다시 시도합니다.</translation>
    </message>
    <message>
        <source>%1 answers, but not to SSH</source>
        <translation>%1이(가) 응답하지만 SSH는 응답하지 않습니다</translation>
    </message>
    <message>
        <source>The machine is there; nothing listens on its port %1. Is the SSH server installed and started?</source>
        <translation>인스턴스에는 닿지만 포트 %1에서 응답하는 프로그램이 없습니다. SSH 서버를 설치하고 시작했나요?</translation>
    </message>
    <message>
        <source>No address of %1 can be reached from here</source>
        <translation>여기서는 %1의 어느 주소에도 접속할 수 없습니다</translation>
    </message>
    <message>
        <source>Its own addresses are inside of the cloud. A floating IP makes it reachable from outside.</source>
        <translation>인스턴스의 주소는 클라우드 내부 주소입니다. 유동 IP가 있으면 외부에서 접속할 수 있습니다.</translation>
    </message>
    <message>
        <source>Associate a floating IP</source>
        <translation>유동 IP 연결</translation>
    </message>
    <message>
        <source>%1 does not answer</source>
        <translation>%1이(가) 응답하지 않습니다</translation>
    </message>
    <message>
        <source>The instance asks for an address by DHCP, and its log shows no answer. Is DHCP on in its subnet?</source>
        <translation>인스턴스가 DHCP로 주소를 요청하지만 로그에 응답이 없습니다. 서브넷의 DHCP가 켜져 있나요?</translation>
    </message>
    <message>
        <source>Nothing came back. Is it still starting, or is there a firewall inside?</source>
        <translation>응답이 없습니다. 아직 시작하는 중이거나 내부에 방화벽이 있나요?</translation>
    </message>
    <message>
        <source>%1 does not let you in</source>
        <translation>%1이(가) 로그인을 거부했습니다</translation>
    </message>
    <message>
        <source>Another user, or another key? Images have one user who may sign in, such as debian, ubuntu or cirros.</source>
        <translation>사용자나 키가 다른가요? 이미지마다 debian, ubuntu, cirros처럼 로그인할 수 있는 사용자가 하나 있습니다.</translation>
    </message>
    <message>
        <source>Something refuses at its port %1: the instance, if this computer is in its network, otherwise a gateway on the way. Is the SSH server started? From outside it takes a floating IP.</source>
        <translation>포트 %1에서 연결이 거부되었습니다. 이 컴퓨터가 인스턴스의 네트워크에 있으면 인스턴스가, 아니면 중간의 게이트웨이가 거부한 것입니다. SSH 서버를 시작했나요? 외부에서 접속하려면 유동 IP가 필요합니다.</translation>
    </message>
</context>
<context>
    <name>skylab::panel::ServerTerminal</name>
    <message>
        <source>Press Enter to wake the line.</source>
        <translation>Enter를 눌러 직렬 연결을 깨우세요.</translation>
    </message>
    <message>
        <source>Ctrl+Alt+Shift gives the keyboard back.</source>
        <translation>Ctrl+Alt+Shift를 누르면 키보드가 풀립니다.</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>검색</translation>
    </message>
    <message>
        <source>Search the terminal (Ctrl+Shift+F)</source>
        <translation>터미널 검색 (Ctrl+Shift+F)</translation>
    </message>
    <message>
        <source>Fit to window</source>
        <translation>창에 맞추기</translation>
    </message>
    <message>
        <source>A serial line can't be told its size: this types the command that tells the shell, stty rows … cols …</source>
        <translation>직렬 연결에는 크기를 알릴 수 없어, 셸에 크기를 알리는 명령(stty rows … cols …)을 대신 입력합니다</translation>
    </message>
    <message>
        <source>Connecting again…</source>
        <translation>다시 연결하는 중…</translation>
    </message>
    <message>
        <source>Connecting to the serial line…</source>
        <translation>직렬 연결에 접속하는 중…</translation>
    </message>
    <message>
        <source>This instance has no serial line</source>
        <translation>이 인스턴스에는 직렬 연결이 없습니다</translation>
    </message>
    <message>
        <source>The serial line can't be reached</source>
        <translation>직렬 연결에 접속할 수 없습니다</translation>
    </message>
    <message>
        <source>The cloud offers no serial console for it. Its screen, SSH and log may work.</source>
        <translation>클라우드가 이 인스턴스의 직렬 콘솔을 제공하지 않습니다. 화면, SSH, 로그는 쓸 수 있을지도 모릅니다.</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>로그</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>다시 시도</translation>
    </message>
    <message>
        <source>the line was closed</source>
        <translation>직렬 연결이 닫혔습니다</translation>
    </message>
    <message>
        <source>the line was closed: %1</source>
        <translation>직렬 연결이 닫혔습니다: %1</translation>
    </message>
</context>
<context>
    <name>skylab::panel::SubTable</name>
    <message>
        <source>Rows</source>
        <translation>행</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>불러오는 중…</translation>
    </message>
</context>
<context>
    <name>skylab::shell::CloudNotices</name>
    <message>
        <source>The connection with %1 was lost</source>
        <translation>%1 연결이 끊겼습니다</translation>
    </message>
    <message>
        <source>The window tries again by itself.</source>
        <translation>창이 스스로 다시 시도합니다.</translation>
    </message>
    <message>
        <source>It is done.</source>
        <translation>완료했습니다.</translation>
    </message>
    <message>
        <source>%1 went into an error</source>
        <translation>%1에 오류가 발생했습니다</translation>
    </message>
    <message>
        <source>It was away from %1 to %2; all is up to date again.</source>
        <translation>%1부터 %2까지 연결이 끊겼습니다. 지금은 모두 최신 상태입니다.</translation>
    </message>
</context>
<context>
    <name>skylab::shell::CloudView</name>
    <message>
        <source>Failed: %1</source>
        <translation>실패: %1</translation>
    </message>
    <message>
        <source>Why?</source>
        <translation>이유</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>실행 취소</translation>
    </message>
    <message numerus="yes">
        <source>and %n before</source>
        <translation>
            <numerusform>이전 작업 %n개 더</numerusform>
        </translation>
    </message>
    <message>
        <source>There is nothing to take back.</source>
        <translation>되돌릴 작업이 없습니다.</translation>
    </message>
    <message>
        <source>Welcome to Skylab</source>
        <translation>Skylab에 오신 것을 환영합니다</translation>
    </message>
    <message>
        <source>Choose a cloud at the bottom left, or add a connection.</source>
        <translation>왼쪽 아래에서 클라우드를 고르거나 연결을 추가하세요.</translation>
    </message>
    <message>
        <source>Add a connection…</source>
        <translation>연결 추가…</translation>
    </message>
    <message>
        <source>Starting your cloud</source>
        <translation>클라우드를 시작하는 중</translation>
    </message>
    <message>
        <source>Signing in</source>
        <translation>로그인 중</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>실시간</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>연결됨</translation>
    </message>
    <message>
        <source>Not reachable</source>
        <translation>연결할 수 없음</translation>
    </message>
    <message>
        <source>Signed out</source>
        <translation>로그아웃됨</translation>
    </message>
    <message>
        <source>Signing in to %1…</source>
        <translation>%1에 로그인하는 중…</translation>
    </message>
    <message>
        <source>Sign in to go on.</source>
        <translation>계속하려면 로그인하세요.</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>확인</translation>
    </message>
    <message>
        <source>The project was not switched: %1</source>
        <translation>프로젝트를 전환하지 못했습니다: %1</translation>
    </message>
    <message>
        <source>This cloud offers nothing here</source>
        <translation>이 클라우드에는 여기서 쓸 수 있는 것이 없습니다</translation>
    </message>
    <message>
        <source>Its catalog has no service that this window knows, in this region.</source>
        <translation>이 리전의 카탈로그에 이 창이 아는 서비스가 없습니다.</translation>
    </message>
    <message>
        <source>You are signed out</source>
        <translation>로그아웃되었습니다</translation>
    </message>
    <message>
        <source>What you did goes on in the cloud. Sign in again, or choose another cloud at the bottom left.</source>
        <translation>시작한 작업은 클라우드에서 계속됩니다. 다시 로그인하거나 왼쪽 아래에서 다른 클라우드를 고르세요.</translation>
    </message>
    <message>
        <source>Sign in again</source>
        <translation>다시 로그인</translation>
    </message>
</context>
<context>
    <name>skylab::shell::CommandPalette</name>
    <message>
        <source>Search everything</source>
        <translation>전체 검색</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>결과</translation>
    </message>
    <message>
        <source>Actions</source>
        <translation>작업</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>페이지</translation>
    </message>
    <message>
        <source>Projects</source>
        <translation>프로젝트</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>연결</translation>
    </message>
    <message>
        <source>Search names, ids, addresses, pages and actions…</source>
        <translation>이름, ID, 주소, 페이지, 작업 검색…</translation>
    </message>
    <message>
        <source>↑↓ move    ↵ open    &gt; actions    @ pages    # projects    Esc close</source>
        <translation>↑↓ 이동    ↵ 열기    &gt; 작업    @ 페이지    # 프로젝트    Esc 닫기</translation>
    </message>
    <message>
        <source>Nothing is called so. Ids, addresses and the beginning of words are found too.</source>
        <translation>그런 이름이 없습니다. ID, 주소, 단어의 앞부분으로도 찾을 수 있습니다.</translation>
    </message>
    <message>
        <source>Used lately</source>
        <translation>최근 사용</translation>
    </message>
    <message>
        <source>%1 · %2 of %3</source>
        <translation>%1 · %3개 중 %2개</translation>
    </message>
</context>
<context>
    <name>skylab::shell::ConnectionSwitcher</name>
    <message>
        <source>Forget</source>
        <translation>잊기</translation>
    </message>
    <message>
        <source>Cloud: %1</source>
        <translation>클라우드: %1</translation>
    </message>
    <message>
        <source>Cloud: %1, %2</source>
        <translation>클라우드: %1, %2</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>열림</translation>
    </message>
    <message>
        <source>From clouds.yaml</source>
        <translation>clouds.yaml에서</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>저장됨</translation>
    </message>
    <message>
        <source>Clouds</source>
        <translation>클라우드</translation>
    </message>
    <message>
        <source>Add…</source>
        <translation>추가…</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>변경…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>No cloud</source>
        <translation>클라우드 없음</translation>
    </message>
</context>
<context>
    <name>skylab::shell::DesktopNotes</name>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>보기</translation>
    </message>
</context>
<context>
    <name>skylab::shell::FirstRunPage</name>
    <message>
        <source>Your own cloud, on this computer</source>
        <translation>이 컴퓨터에 만드는 나만의 클라우드</translation>
    </message>
    <message>
        <source>Create my cloud</source>
        <translation>내 클라우드 만들기</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>다시 확인</translation>
    </message>
    <message>
        <source>Look around in a demo</source>
        <translation>데모 둘러보기</translation>
    </message>
    <message>
        <source>A throw-away cloud in memory: it needs nothing of this computer, and its instances are only pretended.</source>
        <translation>메모리에만 있는 일회용 클라우드입니다. 이 컴퓨터에 아무것도 필요하지 않으며, 인스턴스는 흉내만 냅니다.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>복사</translation>
    </message>
    <message>
        <source>Copy the command: %1</source>
        <translation>명령 복사: %1</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>복사됨</translation>
    </message>
    <message>
        <source>%1:</source>
        <translation>%1:</translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) must be mended before a cloud can run here. Each line says how; or look around in a demo first.</source>
        <translation>
            <numerusform>여기서 클라우드를 실행하려면 먼저 %n가지를 해결해야 합니다. 방법은 각 줄에 있습니다. 먼저 데모를 둘러볼 수도 있습니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>It will run. What is amber could be better, now or later.</source>
        <translation>실행할 수 있습니다. 주황색 항목은 지금이나 나중에 개선할 수 있습니다.</translation>
    </message>
    <message>
        <source>Your cloud is being made</source>
        <translation>클라우드를 만드는 중입니다</translation>
    </message>
    <message>
        <source>Everything that was made is taken away again.</source>
        <translation>만든 것을 모두 되돌립니다.</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1초</translation>
    </message>
    <message>
        <source>Taking back…</source>
        <translation>되돌리는 중…</translation>
    </message>
    <message>
        <source>Your cloud was not made</source>
        <translation>클라우드를 만들지 못했습니다</translation>
    </message>
    <message>
        <source>Skylab first checks whether this computer can run it. Nothing is changed yet.</source>
        <translation>먼저 이 컴퓨터에서 실행할 수 있는지 확인합니다. 아직 아무것도 바꾸지 않았습니다.</translation>
    </message>
    <message>
        <source>Skylab first checks whether this computer can run it. Nothing is changed yet. The cloud will be kept in %1 and answer at %2.</source>
        <translation>먼저 이 컴퓨터에서 실행할 수 있는지 확인합니다. 아직 아무것도 바꾸지 않았습니다. 클라우드는 %1에 저장되고 %2에서 응답합니다.</translation>
    </message>
    <message>
        <source>This computer is ready.</source>
        <translation>이 컴퓨터는 준비되었습니다.</translation>
    </message>
    <message>
        <source>It takes a few seconds. Cancelling takes everything back.</source>
        <translation>몇 초 걸립니다. 취소하면 모두 되돌립니다.</translation>
    </message>
    <message>
        <source>A step failed. Everything that was made has been taken away again.</source>
        <translation>한 단계가 실패했습니다. 만들었던 것은 모두 다시 지웠습니다.</translation>
    </message>
    <message>
        <source>Mend what it says, then try again.</source>
        <translation>위의 문제를 고친 뒤 다시 시도하세요.</translation>
    </message>
    <message>
        <source>The step failed</source>
        <translation>단계가 실패했습니다</translation>
    </message>
</context>
<context>
    <name>skylab::shell::Keyring</name>
    <message>
        <source>the keyring did not answer</source>
        <translation>키링이 응답하지 않았습니다</translation>
    </message>
</context>
<context>
    <name>skylab::shell::LoginDialog</name>
    <message>
        <source>Sign in to a cloud</source>
        <translation>클라우드에 로그인</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>로그인</translation>
    </message>
    <message>
        <source>Signing in failed</source>
        <translation>로그인하지 못했습니다</translation>
    </message>
    <message>
        <source>The cloud does not know this user with this password.</source>
        <translation>클라우드가 이 사용자와 암호를 모릅니다.</translation>
    </message>
    <message>
        <source>This computer offers no keyring (%1), so a password can't be kept for the next time. A keyring such as GNOME's or KWallet would.</source>
        <translation>이 컴퓨터에 키링이 없어(%1) 다음에 쓸 암호를 보관할 수 없습니다. GNOME 키링이나 KWallet 같은 키링이 있으면 보관할 수 있습니다.</translation>
    </message>
    <message>
        <source>The cloud does not know this credential with this secret.</source>
        <translation>클라우드가 이 자격 증명과 비밀 값을 모릅니다.</translation>
    </message>
    <message>
        <source>The cloud does not know this token; it may have ended.</source>
        <translation>클라우드가 이 토큰을 모릅니다. 만료되었을 수 있습니다.</translation>
    </message>
    <message>
        <source>The password of %1 is kept only until you close this window.</source>
        <translation>%1의 암호는 이 창을 닫을 때까지만 보관합니다.</translation>
    </message>
    <message>
        <source>You are signed in, but the keyring did not take the password: %1. Choose what to do with it.</source>
        <translation>로그인했지만 키링에 암호를 넣지 못했습니다: %1. 암호를 어떻게 할지 고르세요.</translation>
    </message>
    <message>
        <source>The password is not kept</source>
        <translation>암호를 보관하지 못했습니다</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>계속</translation>
    </message>
</context>
<context>
    <name>skylab::shell::MainWindow</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>단축키</translation>
    </message>
    <message>
        <source>Settings (Ctrl+,)</source>
        <translation>설정 (Ctrl+,)</translation>
    </message>
</context>
<context>
    <name>skylab::shell::Navigation</name>
    <message>
        <source>Sections</source>
        <translation>구역</translation>
    </message>
</context>
<context>
    <name>skylab::shell::NoticesView</name>
    <message>
        <source>Notifications</source>
        <translation>알림</translation>
    </message>
    <message>
        <source>Mark all as read</source>
        <translation>모두 읽음으로 표시</translation>
    </message>
    <message>
        <source>Clear the list</source>
        <translation>목록 지우기</translation>
    </message>
    <message>
        <source>Close the notifications</source>
        <translation>알림 닫기</translation>
    </message>
    <message>
        <source>Nothing has happened.</source>
        <translation>아직 알림이 없습니다.</translation>
    </message>
</context>
<context>
    <name>skylab::shell::Panel</name>
    <message>
        <source>Actions</source>
        <translation>작업</translation>
    </message>
</context>
<context>
    <name>skylab::shell::Picker</name>
    <message>
        <source>Search</source>
        <translation>검색</translation>
    </message>
    <message>
        <source>Type to search…</source>
        <translation>입력하여 검색…</translation>
    </message>
    <message>
        <source>Nothing is called so.</source>
        <translation>그런 이름이 없습니다.</translation>
    </message>
</context>
<context>
    <name>skylab::shell::SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>설정</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
</context>
<context>
    <name>skylab::shell::ShortcutsDialog</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>단축키</translation>
    </message>
    <message>
        <source>Search everything and run actions</source>
        <translation>전체 검색과 작업 실행</translation>
    </message>
    <message>
        <source>Filter the list</source>
        <translation>목록 필터</translation>
    </message>
    <message>
        <source>Next and previous row</source>
        <translation>다음 행, 이전 행</translation>
    </message>
    <message>
        <source>Open in full</source>
        <translation>전체로 열기</translation>
    </message>
    <message>
        <source>Show details at the right</source>
        <translation>오른쪽에 상세 보기</translation>
    </message>
    <message>
        <source>Back, close</source>
        <translation>뒤로, 닫기</translation>
    </message>
    <message>
        <source>Create, launch, upload</source>
        <translation>만들기, 시작, 올리기</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>이름 바꾸기</translation>
    </message>
    <message>
        <source>Delete what is selected</source>
        <translation>고른 것 삭제</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>모두 선택</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>작업</translation>
    </message>
    <message>
        <source>Go to a page</source>
        <translation>페이지로 이동</translation>
    </message>
    <message>
        <source>Switch the project</source>
        <translation>프로젝트 전환</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>Find and go</source>
        <translation>찾기와 이동</translation>
    </message>
    <message>
        <source>In a list</source>
        <translation>목록에서</translation>
    </message>
    <message>
        <source>Work</source>
        <translation>작업</translation>
    </message>
    <message>
        <source>Clouds and projects</source>
        <translation>클라우드와 프로젝트</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>창</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>알림</translation>
    </message>
    <message>
        <source>Open or switch the cloud</source>
        <translation>클라우드 열기 또는 전환</translation>
    </message>
    <message>
        <source>Next open cloud</source>
        <translation>다음 열린 클라우드</translation>
    </message>
    <message>
        <source>Close the cloud</source>
        <translation>클라우드 닫기</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>설정</translation>
    </message>
    <message>
        <source>Show or hide the sidebar</source>
        <translation>사이드바 보이기/숨기기</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>끝내기</translation>
    </message>
    <message>
        <source>On this page</source>
        <translation>이 페이지에서</translation>
    </message>
    <message>
        <source>Search the shortcuts</source>
        <translation>단축키 검색</translation>
    </message>
    <message>
        <source>Search the shortcuts…</source>
        <translation>단축키 검색…</translation>
    </message>
    <message>
        <source>No key is about that.</source>
        <translation>해당하는 단축키가 없습니다.</translation>
    </message>
    <message>
        <source>Previous page</source>
        <translation>이전 페이지</translation>
    </message>
    <message>
        <source>Undo the last action</source>
        <translation>마지막 작업 실행 취소</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>새로 고침</translation>
    </message>
    <message>
        <source>Give the keyboard back from a console</source>
        <translation>콘솔에서 키보드 돌려받기</translation>
    </message>
    <message>
        <source>Show this list</source>
        <translation>이 목록 보기</translation>
    </message>
</context>
<context>
    <name>skylab::shell::TaskDrawer</name>
    <message>
        <source>Tasks</source>
        <translation>작업</translation>
    </message>
    <message>
        <source>Clear what is finished</source>
        <translation>끝난 작업 지우기</translation>
    </message>
    <message>
        <source>Close the tasks</source>
        <translation>작업 닫기</translation>
    </message>
    <message>
        <source>Nothing has been done yet in this session.</source>
        <translation>이 세션에서 한 작업이 아직 없습니다.</translation>
    </message>
    <message numerus="yes">
        <source>%n running</source>
        <translation>
            <numerusform>실행 중 %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>All</source>
        <translation>전체</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>실행 중</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>실패</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>완료</translation>
    </message>
    <message>
        <source>There are none of these.</source>
        <translation>해당하는 작업이 없습니다.</translation>
    </message>
</context>
<context>
    <name>skylab::shell::TopBar</name>
    <message>
        <source>Search everything</source>
        <translation>전체 검색</translation>
    </message>
    <message>
        <source>Switch between light and dark</source>
        <translation>밝은 테마와 어두운 테마 전환</translation>
    </message>
    <message>
        <source>No project</source>
        <translation>프로젝트 없음</translation>
    </message>
    <message>
        <source>Project: %1</source>
        <translation>프로젝트: %1</translation>
    </message>
    <message>
        <source>Region: %1</source>
        <translation>리전: %1</translation>
    </message>
    <message>
        <source>User: %1</source>
        <translation>사용자: %1</translation>
    </message>
    <message numerus="yes">
        <source>%n task(s)</source>
        <translation>
            <numerusform>작업 %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>작업</translation>
    </message>
    <message numerus="yes">
        <source>%n running task(s)</source>
        <translation>
            <numerusform>실행 중인 작업 %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>Roles: %1</source>
        <translation>역할: %1</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>단축키</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>로그아웃</translation>
    </message>
    <message>
        <source>As of %1</source>
        <translation>%1 기준</translation>
    </message>
    <message>
        <source>As of %1, %2 min old</source>
        <translation>%1 기준, %2분 전</translation>
    </message>
    <message>
        <source>As of %1, %2 h old</source>
        <translation>%1 기준, %2시간 전</translation>
    </message>
    <message>
        <source>The cloud can't be reached just now. What you see is as it was; the window tries again by itself and brings everything up to date.</source>
        <translation>지금 클라우드에 연결할 수 없습니다. 화면은 이전 상태이며, 창이 스스로 다시 시도해 모두 최신 상태로 만듭니다.</translation>
    </message>
    <message numerus="yes">
        <source>%n unread notification(s)</source>
        <translation>
            <numerusform>읽지 않은 알림 %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>알림</translation>
    </message>
    <message>
        <source>Switch the project</source>
        <translation>프로젝트 전환</translation>
    </message>
    <message>
        <source>Default</source>
        <translation>기본</translation>
    </message>
    <message>
        <source>Used lately</source>
        <translation>최근 사용</translation>
    </message>
    <message>
        <source>All projects</source>
        <translation>모든 프로젝트</translation>
    </message>
    <message>
        <source>Set as default</source>
        <translation>기본으로 설정</translation>
    </message>
    <message>
        <source>No default</source>
        <translation>기본 해제</translation>
    </message>
    <message>
        <source>Switch the region</source>
        <translation>리전 전환</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>설정…</translation>
    </message>
</context>
</TS>
