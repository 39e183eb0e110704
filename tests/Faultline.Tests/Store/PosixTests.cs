using System.Runtime.InteropServices;
using Faultline.Store;

namespace Faultline.Tests.Store;

/// <summary>The numbers that are Linux's own.</summary>
public sealed class PosixTests
{
    /// <summary>As in the headers of Linux: ARM keeps the ones that it has always had.</summary>
    [Theory]
    [InlineData(Architecture.X64, 0x10000)]
    [InlineData(Architecture.Arm64, 0x4000)]
    [InlineData(Architecture.Arm, 0x4000)]
    public void A_folder_is_opened_by_the_flag_of_the_processor(Architecture architecture, int flag) =>
        Assert.Equal(flag, Posix.DirectoryOnly(architecture));
}
