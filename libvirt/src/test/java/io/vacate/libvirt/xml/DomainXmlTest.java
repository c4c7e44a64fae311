package io.vacate.libvirt.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.error.InvalidDefinitionException;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.Boot;
import io.vacate.api.vm.DiskConfig;
import io.vacate.api.vm.NicConfig;
import io.vacate.api.vm.VmConfig;
import io.vacate.api.vm.VmId;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainXmlTest {
    private static final String ID = "0f1e2d3c-4b5a-4978-8796-a5b4c3d2e1f0";

    private static final String WHOLE = """
            <domain type='kvm' id='7'>
              <name>it's "a" &lt;ünïcödé&gt; vm</name>
              <uuid>%s</uuid>
              <memory unit='KiB'>262144</memory>
              <currentMemory unit='KiB'>131072</currentMemory>
              <vcpu placement='static' current='1'>4</vcpu>
              <os>
                <type arch='x86_64' machine='pc-i440fx-10.0'>hvm</type>
                <kernel>/boot/vmlinuz</kernel>
                <initrd>/boot/initrd</initrd>
                <cmdline>quiet panic=-1</cmdline>
              </os>
              <devices>
                <disk type='file' device='disk'>
                  <driver name='qemu' type='qcow2'/>
                  <source file='/images/a b.qcow2'/>
                  <target dev='vda' bus='virtio'/>
                </disk>
                <disk type='network' device='disk'>
                  <driver name='qemu' type='raw'/>
                  <source protocol='rbd' name='pool/image'/>
                  <target dev='vdb' bus='virtio'/>
                </disk>
                <disk type='file' device='cdrom'>
                  <target dev='sda' bus='sata'/>
                  <readonly/>
                </disk>
                <interface type='bridge'>
                  <mac address='52:54:00:77:00:01'/>
                  <source bridge='br0'/>
                  <model type='virtio'/>
                </interface>
              </devices>
            </domain>
            """.formatted(ID);

    @Test
    void config_wholeDomain_isRead() {
        VmConfig config = DomainXml.parse(WHOLE).config();

        assertThat(config.id()).isEqualTo(VmId.parse(ID));
        assertThat(config.name()).isEqualTo("it's \"a\" <ünïcödé> vm");
        assertThat(config.memory()).isEqualTo(DataSize.ofMebibytes(256));
        assertThat(config.vcpus()).isEqualTo(4);
        assertThat(config.boot()).isEqualTo(new Boot.DirectKernel("/boot/vmlinuz", "/boot/initrd", "quiet panic=-1"));
        assertThat(config.disks())
                .containsExactly(
                        new DiskConfig("vda", "/images/a b.qcow2", "qcow2", false, false),
                        new DiskConfig("vdb", "pool/image", "raw", true, false),
                        new DiskConfig("sda", "", "", false, true));
        assertThat(config.nics()).containsExactly(new NicConfig("52:54:00:77:00:01", "bridge", "br0", "virtio"));
    }

    @ParameterizedTest
    @CsvSource({
        "'',              1024",
        "unit='KiB',      1024",
        "unit='k',        1024",
        "unit='KB',       1000",
        "unit='MiB',   1048576",
        "unit='b',           1",
        "unit='G',  1073741824"
    })
    void config_memory_isInTheUnitGiven(String unit, long bytesEach) {
        String xml = minimal("<memory " + unit + ">3</memory>");

        assertThat(DomainXml.parse(xml).config().memory()).isEqualTo(DataSize.ofBytes(3 * bytesEach));
    }

    @Test
    void config_tellsWhatTheGuestHasNow_notWhatItMayGet() {
        VmConfig config = DomainXml.parse("""
                        <domain type='kvm'><name>vm</name><uuid>6f1c2c55-07aa-4d0b-9b43-0f0000000027</uuid>
                          <memory unit='GiB'>16</memory><maxMemory slots='16' unit='GiB'>64</maxMemory>
                          <currentMemory unit='GiB'>12</currentMemory><vcpu current='2'>32</vcpu>
                          <devices><memory model='dimm'><target><size unit='GiB'>4</size></target></memory></devices>
                        </domain>""").config();

        assertThat(config.memory()).isEqualTo(DataSize.ofMebibytes(16 << 10));
        assertThat(config.currentMemory()).isEqualTo(DataSize.ofMebibytes(12 << 10));
        assertThat(config.activeVcpus()).isEqualTo(2);
        assertThat(config.vcpus()).isEqualTo(32);
        assertThat(config.hugePages()).isEmpty();
    }

    @Test
    void config_hugePagesOfTwoCells_areCountedBySize() {
        VmConfig config = DomainXml.parse("""
                        <domain type='kvm'><name>vm</name><uuid>6f1c2c55-07aa-4d0b-9b43-0f0000000027</uuid>
                          <memory unit='GiB'>32</memory>
                          <memoryBacking><hugepages><page size='1' unit='GiB' nodeset='0'/></hugepages></memoryBacking>
                          <cpu><numa><cell id='0' memory='24' unit='GiB'/><cell id='1' memory='8' unit='GiB'/></numa></cpu>
                          <devices/>
                        </domain>""").config();

        assertThat(config.hugePages()).isEqualTo(Map.of(DataSize.ofMebibytes(1 << 10), DataSize.ofMebibytes(24 << 10)));
        assertThat(config.ordinaryMemory()).isEqualTo(DataSize.ofMebibytes(8 << 10));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<memory unit='parsec'>3</memory>",
                "<memory>many</memory>",
                "<memory>-1</memory>",
                "<memory unit='TiB'>99999999999999</memory>",
                "<memory>0</memory>",
                ""
            })
    void config_impossibleMemory_isRefusedByName(String memory) {
        DomainXml xml = DomainXml.parse(minimal(memory));

        assertThatThrownBy(xml::config)
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("vm");
    }

    @Test
    void parse_externalEntity_isRefusedBeforeItIsFetched() {
        String xml = """
                <?xml version="1.0"?>
                <!DOCTYPE domain [<!ENTITY secret SYSTEM "file:///etc/passwd">]>
                <domain type='kvm'><name>&secret;</name></domain>
                """;

        assertThatThrownBy(() -> DomainXml.parse(xml))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("DOCTYPE")
                .hasMessageContaining("nothing was changed")
                .hasMessageNotContaining("root:");
    }

    @Test
    void parse_entityBomb_isRefused() {
        String xml = """
                <!DOCTYPE domain [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>
                <domain><name>&c;</name></domain>
                """;

        assertThatThrownBy(() -> DomainXml.parse(xml)).isInstanceOf(InvalidDefinitionException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no XML", "<domain>", "<network/>", "<domain><name>&undeclared;</name></domain>"})
    void parse_noDomain_isRefused(String xml) {
        assertThatThrownBy(() -> DomainXml.parse(xml)).isInstanceOf(InvalidDefinitionException.class);
    }

    @Test
    void id_malformed_isRefused() {
        DomainXml xml = DomainXml.parse("<domain><uuid>12</uuid></domain>");

        assertThatThrownBy(xml::id)
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("'12'");
    }

    @Test
    void id_absent_isEmpty() {
        assertThat(DomainXml.parse("<domain><name>new</name></domain>").id()).isEmpty();
    }

    private static String minimal(String memory) {
        return "<domain type='qemu'><name>vm</name><uuid>%s</uuid>%s</domain>".formatted(ID, memory);
    }
}
