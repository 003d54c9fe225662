<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko" sourcelanguage="en">
<context>
    <name>CommonActions</name>
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
        <source>Slashes make folders. Empty: the file&apos;s name.</source>
        <translation>빗금(/)은 폴더가 됩니다. 비워 두면 파일 이름을 씁니다.</translation>
    </message>
    <message>
        <source>Upload %1</source>
        <translation>%1 올리기</translation>
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
        <source>A name can&apos;t contain a slash.</source>
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
    <message numerus="yes">
        <source>%n vCPU · %1 · %2 GB disk</source>
        <translation>
            <numerusform>vCPU %n개 · %1 · 디스크 %2 GB</numerusform>
        </translation>
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
        <source>The instance&apos;s network has to be joined to the outside by a router.</source>
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
        <source>%1 can&apos;t be read: %2</source>
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
        <source>As the file&apos;s name says</source>
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
        <source>Save it now: the cloud does not keep it and it can&apos;t be shown again. Whoever has it can sign in to your instances.</source>
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
    <name>PanelRegistry</name>
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
    <name>Panels</name>
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
        <translation>스냅숏</translation>
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
    <name>Projects</name>
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
    <name>Routers</name>
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
        <source>Clear the router&apos;s gateway instead.</source>
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
        <source>Instances on the subnet reach the router&apos;s other networks, and the outside when it has a gateway.</source>
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
        <translation>나감</translation>
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
        <source>Free addresses of this project. Allocate one under Floating IPs when the list is empty.</source>
        <translation>이 프로젝트에서 쓰지 않는 주소입니다. 목록이 비어 있으면 유동 IP에서 할당하세요.</translation>
    </message>
    <message>
        <source>Create image…</source>
        <translation>이미지 만들기…</translation>
    </message>
    <message>
        <source>An image can be taken when it runs or is stopped.</source>
        <translation>실행 중이거나 중지되었을 때 이미지를 만들 수 있습니다.</translation>
    </message>
    <message>
        <source>Take an image of %1</source>
        <translation>%1의 이미지 만들기</translation>
    </message>
    <message>
        <source>Create image</source>
        <translation>이미지 만들기</translation>
    </message>
    <message>
        <source>The image holds the disk as it is now. New instances can be launched from it.</source>
        <translation>이미지에 지금의 디스크가 담깁니다. 이 이미지로 새 인스턴스를 시작할 수 있습니다.</translation>
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
    <message numerus="yes">
        <source>%n vCPU · %1 MB</source>
        <translation>
            <numerusform>vCPU %n개 · %1 MB</numerusform>
        </translation>
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
        <source>It can&apos;t be reset in this state.</source>
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
        <translation>절전</translation>
    </message>
    <message>
        <source>%1 is being suspended</source>
        <translation>%1을(를) 절전하는 중입니다</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>다시 시작</translation>
    </message>
    <message>
        <source>It is not suspended.</source>
        <translation>절전 상태가 아닙니다.</translation>
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
        <source>The image needs %1 of memory; this flavor has %2. Choose a larger one.</source>
        <translation>이 이미지에는 메모리 %1이(가) 필요하지만 사양의 메모리는 %2입니다. 더 큰 사양을 고르세요.</translation>
    </message>
    <message>
        <source>The image needs a disk of %1 GB; this flavor has %2 GB. Choose a larger one.</source>
        <translation>이 이미지에는 디스크 %1 GB가 필요하지만 사양의 디스크는 %2 GB입니다. 더 큰 사양을 고르세요.</translation>
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
        <source>How many</source>
        <translation>개수</translation>
    </message>
    <message>
        <source>Boot from a new volume of this size</source>
        <translation>이 크기의 새 볼륨에서 부팅</translation>
    </message>
    <message>
        <source>Start-up script</source>
        <translation>시작 스크립트</translation>
    </message>
    <message>
        <source>Hand data over by a config drive</source>
        <translation>설정 드라이브로 데이터 전달</translation>
    </message>
    <message>
        <source>Lets you sign in by SSH without a password.</source>
        <translation>암호 없이 SSH로 로그인할 수 있습니다.</translation>
    </message>
    <message>
        <source>0 uses the flavor&apos;s own disk, which goes with the instance.</source>
        <translation>0이면 사양의 디스크를 쓰며, 인스턴스와 함께 삭제됩니다.</translation>
    </message>
    <message>
        <source>Runs at the first boot: a shell script or cloud-config.</source>
        <translation>첫 부팅 때 실행합니다. 셸 스크립트 또는 cloud-config.</translation>
    </message>
    <message numerus="yes">
        <source>%n vCPU · %1 memory · %2 GB disk</source>
        <translation>
            <numerusform>vCPU %n개 · 메모리 %1 · 디스크 %2 GB</numerusform>
        </translation>
    </message>
    <message>
        <source>None</source>
        <translation>없음</translation>
    </message>
    <message>
        <source>Launch instance</source>
        <translation>인스턴스 시작</translation>
    </message>
    <message>
        <source>Launch an instance</source>
        <translation>인스턴스 시작</translation>
    </message>
    <message>
        <source>Launch</source>
        <translation>시작</translation>
    </message>
    <message numerus="yes">
        <source>Launch %n instance(s) %1</source>
        <translation>
            <numerusform>인스턴스 %1 %n개 시작</numerusform>
        </translation>
    </message>
    <message>
        <source>Launch %1</source>
        <translation>%1 시작</translation>
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
        <source>Fault</source>
        <translation>오류 내용</translation>
    </message>
    <message>
        <source> (floating)</source>
        <translation> (유동)</translation>
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
        <source>Events</source>
        <translation>이벤트</translation>
    </message>
    <message>
        <source>No instances yet</source>
        <translation>아직 인스턴스가 없습니다</translation>
    </message>
    <message>
        <source>An instance is a virtual machine. Pick an image and a size; it boots in a few seconds.</source>
        <translation>인스턴스는 가상 머신입니다. 이미지와 크기를 고르면 몇 초 만에 부팅합니다.</translation>
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
</context>
<context>
    <name>Snapshots</name>
    <message>
        <source>Create volume…</source>
        <translation>볼륨 만들기…</translation>
    </message>
    <message>
        <source>The snapshot is not ready.</source>
        <translation>스냅숏이 준비되지 않았습니다.</translation>
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
        <translation>스냅숏</translation>
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
            <numerusform>스냅숏 %n개를 삭제할까요?</numerusform>
        </translation>
    </message>
    <message>
        <source>Volumes that were made from it stay.</source>
        <translation>이 스냅숏으로 만든 볼륨은 남습니다.</translation>
    </message>
    <message>
        <source>No snapshots yet</source>
        <translation>아직 스냅숏이 없습니다</translation>
    </message>
    <message>
        <source>A snapshot keeps a volume as it was. Take one from a volume&apos;s actions.</source>
        <translation>스냅숏은 볼륨을 그때 그대로 보관합니다. 볼륨의 작업에서 만드세요.</translation>
    </message>
</context>
<context>
    <name>TaskDrawer</name>
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
        <source>They can&apos;t sign in any more. What they made stays in its project.</source>
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
        <translation>스냅숏</translation>
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
        <translation>스냅숏</translation>
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
        <translation>스냅숏 만들기…</translation>
    </message>
    <message>
        <source>Take a snapshot of %1</source>
        <translation>%1의 스냅숏 만들기</translation>
    </message>
    <message>
        <source>Create snapshot</source>
        <translation>스냅숏 만들기</translation>
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
        <source>In the bin</source>
        <translation>휴지통</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>일시 정지</translation>
    </message>
    <message>
        <source>Suspended</source>
        <translation>절전</translation>
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
        <translation>다시 시작하는 중</translation>
    </message>
    <message>
        <source>Suspending</source>
        <translation>절전하는 중</translation>
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
</context>
<context>
    <name>Words</name>
    <message>
        <source>Address</source>
        <translation>주소</translation>
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
        <source>Project</source>
        <translation>프로젝트</translation>
    </message>
    <message>
        <source>Keep the password in this computer&apos;s keyring</source>
        <translation>이 컴퓨터의 키링에 암호 보관</translation>
    </message>
    <message>
        <source>Otherwise it is forgotten when the window closes.</source>
        <translation>보관하지 않으면 창을 닫을 때 잊습니다.</translation>
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
        <source>Certificate authority (PEM file)</source>
        <translation>인증 기관 (PEM 파일)</translation>
    </message>
    <message>
        <source>Write an address like https://cloud.example.org:5000/v3.</source>
        <translation>https://cloud.example.org:5000/v3 같은 주소를 쓰세요.</translation>
    </message>
    <message numerus="yes">
        <source>Finished in %n second(s)</source>
        <translation>
            <numerusform>%n초 걸림</numerusform>
        </translation>
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
        <source>%1 can&apos;t be written: %2</source>
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
        <source>%1 did not answer in time. Try again; if it stays so, look at the cloud&apos;s log.</source>
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
        <source>%1 can&apos;t be reached: %2.</source>
        <translation>%1에 연결할 수 없습니다: %2.</translation>
    </message>
</context>
<context>
    <name>skylab::console::LogView</name>
    <message>
        <source>Search the log…</source>
        <translation>로그 검색…</translation>
    </message>
    <message>
        <source>Search the log</source>
        <translation>로그 검색</translation>
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
        <source>Log</source>
        <translation>로그</translation>
    </message>
    <message numerus="yes">
        <source>%n match(es)</source>
        <translation>
            <numerusform>%n개 찾음</numerusform>
        </translation>
    </message>
    <message>
        <source>No match</source>
        <translation>찾지 못함</translation>
    </message>
    <message>
        <source>Saved.</source>
        <translation>저장했습니다.</translation>
    </message>
    <message>
        <source>Not saved: %1</source>
        <translation>저장하지 못했습니다: %1</translation>
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
</context>
<context>
    <name>skylab::console::TerminalView</name>
    <message>
        <source>Terminal</source>
        <translation>터미널</translation>
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
        <source>Name to confirm</source>
        <translation>확인용 이름</translation>
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
        <source>It can&apos;t be done as things are now</source>
        <translation>지금 상태에서는 할 수 없습니다</translation>
    </message>
    <message>
        <source>A limit is reached</source>
        <translation>한도에 이르렀습니다</translation>
    </message>
    <message>
        <source>The cloud can&apos;t be reached</source>
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
        <source>Details</source>
        <translation>상세</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>실행 취소</translation>
    </message>
</context>
<context>
    <name>skylab::kit::TimeChart</name>
    <message>
        <source>-%1 min</source>
        <translation>-%1분</translation>
    </message>
</context>
<context>
    <name>skylab::kit::WizardDialog</name>
    <message>
        <source>Back</source>
        <translation>뒤로</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>다음</translation>
    </message>
    <message>
        <source>Working…</source>
        <translation>처리 중…</translation>
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
        <source>Filter: words, status:error, -word…   /</source>
        <translation>필터: 단어, status:오류, -단어…   /</translation>
    </message>
    <message>
        <source>Filter %1</source>
        <translation>%1 필터</translation>
    </message>
    <message>
        <source>Ctrl N creates · Ctrl K searches everything · ? shows all keys</source>
        <translation>Ctrl N 만들기 · Ctrl K 전체 검색 · ? 모든 단축키</translation>
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
        <source>Overview</source>
        <translation>개요</translation>
    </message>
    <message>
        <source>ID</source>
        <translation>ID</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>skylab::panel::ServerConsole</name>
    <message>
        <source>Ctrl+Alt+Del</source>
        <translation>Ctrl+Alt+Del</translation>
    </message>
    <message>
        <source>Type text…</source>
        <translation>텍스트 입력…</translation>
    </message>
    <message>
        <source>Save a screenshot</source>
        <translation>화면 저장</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>연결</translation>
    </message>
    <message>
        <source>Ctrl+Alt+Shift gives the keyboard back</source>
        <translation>Ctrl+Alt+Shift를 누르면 키보드를 돌려받습니다</translation>
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
        <source>The screenshot was not saved.</source>
        <translation>화면을 저장하지 못했습니다.</translation>
    </message>
    <message>
        <source>Type text into the console</source>
        <translation>콘솔에 텍스트 입력</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>유형</translation>
    </message>
    <message>
        <source>Each character is sent as a key of a US keyboard.</source>
        <translation>글자마다 미국 자판의 키로 보냅니다.</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>텍스트</translation>
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
    <name>skylab::shell::CommandPalette</name>
    <message>
        <source>Search everything</source>
        <translation>전체 검색</translation>
    </message>
    <message>
        <source>Search resources, pages and actions…</source>
        <translation>리소스, 페이지, 작업 검색…</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>결과</translation>
    </message>
    <message>
        <source>↑↓ move    ↵ open    &gt; only actions    Esc close</source>
        <translation>↑↓ 이동    ↵ 열기    &gt; 작업만    Esc 닫기</translation>
    </message>
    <message>
        <source>Actions</source>
        <translation>작업</translation>
    </message>
</context>
<context>
    <name>skylab::shell::ConnectionSwitcher</name>
    <message>
        <source>Not connected</source>
        <translation>연결 안 됨</translation>
    </message>
    <message>
        <source>Connection: %1</source>
        <translation>연결: %1</translation>
    </message>
    <message>
        <source>Add a connection…</source>
        <translation>연결 추가…</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>잊기</translation>
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
        <source>The password is kept only until you quit: %1.</source>
        <translation>암호를 프로그램이 끝날 때까지만 보관합니다: %1.</translation>
    </message>
    <message>
        <source>Trust this certificate?</source>
        <translation>이 인증서를 신뢰할까요?</translation>
    </message>
    <message>
        <source>%1 Compare its SHA-256 fingerprint with the one that the cloud&apos;s owner gives you. Trust it only when they are equal.</source>
        <translation>%1 SHA-256 지문을 클라우드 소유자가 알려 준 것과 비교하세요. 같을 때만 신뢰하세요.</translation>
    </message>
    <message>
        <source>Trust and sign in</source>
        <translation>신뢰하고 로그인</translation>
    </message>
</context>
<context>
    <name>skylab::shell::MainWindow</name>
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
        <source>Keyboard shortcuts</source>
        <translation>단축키</translation>
    </message>
    <message>
        <source>There is nothing to take back.</source>
        <translation>되돌릴 작업이 없습니다.</translation>
    </message>
    <message>
        <source>You are signed out</source>
        <translation>로그아웃했습니다</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>실행 취소</translation>
    </message>
    <message>
        <source>Failed: %1</source>
        <translation>실패: %1</translation>
    </message>
    <message>
        <source>Why?</source>
        <translation>이유</translation>
    </message>
    <message>
        <source>Starting your cloud</source>
        <translation>클라우드를 시작하는 중</translation>
    </message>
    <message>
        <source>Signing in to %1…</source>
        <translation>%1에 로그인하는 중…</translation>
    </message>
    <message>
        <source>The project was not switched: %1</source>
        <translation>프로젝트를 바꾸지 못했습니다: %1</translation>
    </message>
    <message>
        <source>This cloud offers nothing here</source>
        <translation>이 클라우드에는 표시할 것이 없습니다</translation>
    </message>
    <message>
        <source>Its catalog has no service that this window knows, in this region.</source>
        <translation>이 리전의 카탈로그에 이 창이 아는 서비스가 없습니다.</translation>
    </message>
    <message>
        <source>The cloud can&apos;t be reached. What you see is as it was; the window tries again by itself.</source>
        <translation>클라우드에 연결할 수 없습니다. 보이는 내용은 이전 것이며 창이 스스로 다시 시도합니다.</translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>지금 시도</translation>
    </message>
    <message>
        <source>Live updates are interrupted. Reconnecting…</source>
        <translation>실시간 갱신이 끊겼습니다. 다시 연결하는 중…</translation>
    </message>
    <message>
        <source>Load again</source>
        <translation>다시 불러오기</translation>
    </message>
    <message>
        <source>Actions</source>
        <translation>작업</translation>
    </message>
    <message>
        <source>Switch between light and dark</source>
        <translation>밝은 테마와 어두운 테마 전환</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>로그아웃</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>페이지</translation>
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
    <name>skylab::shell::Panel</name>
    <message>
        <source>Actions</source>
        <translation>작업</translation>
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
        <source>Console of the instance</source>
        <translation>인스턴스 콘솔</translation>
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
        <source>Load again</source>
        <translation>다시 불러오기</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>모두 선택</translation>
    </message>
    <message>
        <source>Take back the last deed</source>
        <translation>마지막 작업 되돌리기</translation>
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
        <source>Page before</source>
        <translation>이전 페이지</translation>
    </message>
    <message>
        <source>Switch the project</source>
        <translation>프로젝트 전환</translation>
    </message>
    <message>
        <source>Switch the connection</source>
        <translation>연결 전환</translation>
    </message>
    <message>
        <source>Leave the console</source>
        <translation>콘솔에서 나오기</translation>
    </message>
    <message>
        <source>This list</source>
        <translation>이 목록</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
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
        <source>Failed: %1</source>
        <translation>실패: %1</translation>
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
        <source>No other project</source>
        <translation>다른 프로젝트 없음</translation>
    </message>
    <message>
        <source>Roles: %1</source>
        <translation>역할: %1</translation>
    </message>
    <message>
        <source>Follow the system&apos;s theme</source>
        <translation>시스템 테마 따르기</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>언어</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>시스템 설정</translation>
    </message>
    <message>
        <source>Takes effect at the next start</source>
        <translation>다음 시작부터 적용됩니다</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>단축키</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>로그아웃</translation>
    </message>
</context>
</TS>
