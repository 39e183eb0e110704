using Faultline.Kernel;

namespace Faultline.Tests.Kernel;

public sealed class IdsTests
{
    private readonly Dice dice = new(1);

    [Fact]
    public void A_uuid_is_a_random_one_of_version_4()
    {
        for (var i = 0; i < 100; i++)
        {
            Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", dice.Uuid());
        }
    }

    [Fact]
    public void A_resource_has_its_prefix_and_17_digits() => Assert.Matches("^i-[0-9a-f]{17}$", dice.Resource("i"));

    [Fact]
    public void A_unique_id_has_its_prefix_and_16_characters() =>
        Assert.Matches("^AKIA[A-Z2-7]{16}$", dice.Unique("AKIA"));

    [Fact]
    public void No_id_comes_twice()
    {
        var ids = Enumerable.Range(0, 10_000).Select(_ => dice.Resource("i")).ToHashSet();
        Assert.Equal(10_000, ids.Count);
    }
}
