using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Services.Ec2.Keeping;

namespace Faultline.Services.Ec2.Network;

/// <summary>Makes sets of DHCP options. Pure.</summary>
internal static class NewDhcpOptions
{
    /// <summary>The set that a new VPC has: there is one of it for each account and region.</summary>
    public static Owned<DhcpOptions> Default(Ec2State state, string region, string account, Dice dice) =>
        state.DhcpOptions.Of(account).FirstOrDefault(row => IsDefault(row.Shown, region))
        ?? Make(
            state,
            account,
            [Option("domain-name", HostNames.Domain(region)), Option("domain-name-servers", "AmazonProvidedDNS")],
            [],
            dice);

    public static Owned<DhcpOptions> Make(
        Ec2State state, string account, List<DhcpConfiguration> options, List<Tag> tags, Dice dice)
    {
        var id = dice.Resource("dopt");
        var row = new Owned<DhcpOptions>(id, account, new()
        {
            DhcpOptionsId = id,
            OwnerId = account,
            DhcpConfigurations = options,
            Tags = tags,
        });
        state.DhcpOptions.Put(row);
        return row;
    }

    private static bool IsDefault(DhcpOptions options, string region) =>
        options.DhcpConfigurations is
        [
            { Key: "domain-name", Values: [{ Value: var domain }] },
            { Key: "domain-name-servers", Values: [{ Value: "AmazonProvidedDNS" }] },
        ]
        && domain == HostNames.Domain(region);

    private static DhcpConfiguration Option(string key, string value) =>
        new() { Key = key, Values = [new() { Value = value }] };
}
