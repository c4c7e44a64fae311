package io.vacate.libvirt.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.error.InvalidDefinitionException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LocalDiskTest {
    @Test
    void of_findsImageFilesThatAreNeitherSharedNorReadOnly() {
        String xml = """
                <domain><devices>
                  <disk type='file'><driver type='qcow2'/><source file='/a/b/top.qcow2'/><target dev='vda'/>
                    <backingStore type='file'><format type='raw'/><source file='/base.raw'/><backingStore/></backingStore>
                  </disk>
                  <disk type='file'><source file='/disk.raw'/><target dev='vdb'/><backingStore/></disk>
                  <disk type='file'><source file='/shared'/><target dev='vdc'/><shareable/></disk>
                  <disk type='file' device='cdrom'><source file='/a.iso'/><target dev='hda'/><readonly/></disk>
                  <disk type='file' device='cdrom'><target dev='hdb'/></disk>
                  <disk type='network'><source protocol='rbd' name='pool/image'/><target dev='vdd'/></disk>
                </devices></domain>
                """;

        assertThat(LocalDisk.of(xml))
                .containsExactly(
                        new LocalDisk(
                                "vda",
                                "/a/b",
                                "top.qcow2",
                                "qcow2",
                                Optional.of(new LocalDisk.Backing("/base.raw", "raw"))),
                        new LocalDisk("vdb", "/", "disk.raw", "raw", Optional.empty()));
        assertThat(LocalDisk.of(xml)).extracting(LocalDisk::path).containsExactly("/a/b/top.qcow2", "/disk.raw");
    }

    @Test
    void of_noDevices_isRefused() {
        assertThatThrownBy(() -> LocalDisk.of("<domain/>")).isInstanceOf(InvalidDefinitionException.class);
    }
}
