package dev.seamstress.core.ept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seamstress.core.machine.ModelBug;
import org.junit.jupiter.api.Test;

/** Role words and the list of roots, as values. */
class RoleTest {
    @Test
    void theWordsOfRoots() {
        assertThat(Role.root(4, false)).isEqualTo(0x3784);
        assertThat(Role.root(4, true)).isEqualTo(0x83784);
        assertThat(Role.root(5, false)).isEqualTo(0x3785);
        assertThat(Role.root(5, true)).isEqualTo(0x83785);
        assertThat(Role.root(4, false) | Role.INVALID).isEqualTo(0x3f84);
    }

    @Test
    void aChildIsOneLevelDownAndInheritsTheRest() {
        long child = Role.child(Role.root(4, true));
        assertThat(child).isEqualTo(0x83783);
        assertThat(Role.level(child)).isEqualTo(3);
        assertThat(Role.isMirror(child)).isTrue();
        assertThat(Role.isMirror(Role.root(4, false))).isFalse();
        assertThat(Role.isInvalid(child)).isFalse();
    }

    @Test
    void rootsAreInsertedAtTheHead() {
        long list = RootList.insert(RootList.insert(RootList.EMPTY, 0), 2);
        assertThat(RootList.size(list)).isEqualTo(2);
        assertThat(RootList.at(list, 0)).isEqualTo(2);
        assertThat(RootList.at(list, 1)).isEqualTo(0);
        assertThat(RootList.at(list, 2)).isEqualTo(RootList.NONE);
        assertThat(RootList.contains(list, 0)).isTrue();
        assertThat(RootList.contains(list, 1)).isFalse();
    }

    @Test
    void theListHoldsEightRootsEachOnce() {
        long list = RootList.EMPTY;
        for (int slot = 0; slot < RootList.CAPACITY; slot++) {
            list = RootList.insert(list, slot);
        }
        long full = list;
        assertThat(RootList.size(full)).isEqualTo(8);
        assertThat(RootList.at(full, 7)).isZero();
        assertThatThrownBy(() -> RootList.insert(full, 9)).isInstanceOf(ModelBug.class);
        assertThatThrownBy(() -> RootList.insert(1, 0)).isInstanceOf(ModelBug.class);
    }
}
