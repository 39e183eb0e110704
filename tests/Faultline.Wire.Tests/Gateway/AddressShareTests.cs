using Faultline.Cloud;
using Faultline.Kernel.Places;

namespace Faultline.Wire.Tests.Gateway;

/// <summary>Which share of the addresses a server takes, beside others on the same machine.</summary>
public sealed class AddressShareTests : IDisposable
{
    private readonly List<string> folders = [];

    public void Dispose() => folders.ForEach(folder => Directory.Delete(folder, recursive: true));

    [Fact]
    public void Who_asks_for_a_share_that_is_held_gets_another_one_and_the_same_at_the_next_start()
    {
        using var first = AddressShare.Of(Folder());
        var folder = Folder();
        File.WriteAllText(Path.Combine(folder, "addresses"), $"{first.Number}\n");
        int got;
        using (var second = AddressShare.Of(folder))
        {
            got = second.Number;
            Assert.NotEqual(first.Number, got);
        }

        using var again = AddressShare.Of(folder);
        Assert.Equal(got, again.Number);
    }

    [Fact]
    public void No_share_is_held_by_two_servers_and_one_that_comes_when_all_are_held_has_to_share()
    {
        var held = new List<AddressShare>();
        try
        {
            // Other servers may run on this machine too: they only make it fewer.
            for (var count = 0; count < AddressPlan.Shares; count++)
            {
                held.Add(AddressShare.Of(Folder()));
            }

            using var late = AddressShare.Of(Folder());
            Assert.InRange(late.Number, 0, AddressPlan.Shares - 1);
            if (held.All(each => each.IsHeld))
            {
                Assert.Equal(AddressPlan.Shares, held.Select(each => each.Number).Distinct().Count());
            }

            Assert.False(late.IsHeld);
        }
        finally
        {
            held.ForEach(each => each.Dispose());
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("16")]
    [InlineData("-1")]
    [InlineData("first")]
    public void What_is_no_share_is_as_if_nothing_were_written(string text)
    {
        var folder = Folder();
        File.WriteAllText(Path.Combine(folder, "addresses"), text);
        using var share = AddressShare.Of(folder);
        Assert.InRange(share.Number, 0, AddressPlan.Shares - 1);
    }

    private string Folder()
    {
        folders.Add(Directory.CreateTempSubdirectory("faultline-share-").FullName);
        return folders[^1];
    }
}
