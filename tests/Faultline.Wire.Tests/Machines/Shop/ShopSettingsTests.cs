using Faultline.Machines.Shop;

namespace Faultline.Wire.Tests.Machines.Shop;

/// <summary>What the shop is told.</summary>
public sealed class ShopSettingsTests
{
    [Fact]
    public void A_file_of_lines_says_all_of_it()
    {
        var lines = ShopSettings.Lines(
            """
            # of the stack
            SHOP_ROLE=worker
            SHOP_WORK_MS=50
            DATABASE_HOST = 127.0.0.2
            DATABASE_USER=shop
            DATABASE_PASSWORD=a=b
            DATABASE_HOST_PARAMETER=/shop/database/host
            QUEUE_URL=http://localhost:4566/000000000000/checkout
            """);
        var settings = ShopSettings.Read(lines.GetValueOrDefault, out var wrong);
        Assert.Empty(wrong);
        Assert.Equal(("127.0.0.2", 5432, "shop", "a=b"),
            (settings.Host, settings.Port, settings.Database, settings.Password));
        Assert.Equal((true, 50), (settings.IsWorker, settings.Work.TotalMilliseconds));
        Assert.Equal("/shop/database/host", settings.HostParameter);
    }

    [Fact]
    public void All_that_is_wrong_is_said_at_once()
    {
        var given = new Dictionary<string, string>
        {
            ["SHOP_ROLE"] = "boss",
            ["SHOP_WORK_MS"] = "long",
            ["DATABASE_PORT"] = "70000",
            ["QUEUE_URL"] = "checkout",
        };
        ShopSettings.Read(given.GetValueOrDefault, out var wrong);
        Assert.Equal(
            ["DATABASE_HOST", "DATABASE_PORT", "DATABASE_USER", "DATABASE_PASSWORD", "SHOP_WORK_MS", "QUEUE_URL",
                "SHOP_ROLE"],
            wrong.Select(problem => problem.Split(' ')[0]));
    }

    [Theory]
    [InlineData("/root", null, "/root/etc/shop.env")]
    [InlineData("/root", "/elsewhere", "/elsewhere")]
    public void The_file_lies_below_the_root_volume(string home, string? given, string expected) => Assert.Equal(
        expected, ShopSettings.FileOf(name => name switch { "HOME" => home, "SHOP_SETTINGS" => given, _ => null }));
}
