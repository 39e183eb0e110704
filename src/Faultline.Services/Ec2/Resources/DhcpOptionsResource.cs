using System.Text.Json.Nodes;
using Faultline.Api.Ec2;
using Faultline.Services.Provisioning;
using TagOn = Faultline.Api.Ec2.ResourceType;

namespace Faultline.Services.Ec2.Resources;

/// <summary>A set of DHCP options. <c>Ref</c> gives its id.</summary>
internal sealed class DhcpOptionsResource(Ec2Api ec2) : Ec2Type(
    ec2, "DHCPOptions", [.. options.Select(each => each.Property), "Tags"])
{
    private static readonly (string Property, string Key, bool IsList)[] options =
    [
        ("DomainName", "domain-name", false),
        ("DomainNameServers", "domain-name-servers", true),
        ("Ipv6AddressPreferredLeaseTime", "ipv6-address-preferred-lease-time", false),
        ("NetbiosNameServers", "netbios-name-servers", true),
        ("NetbiosNodeType", "netbios-node-type", false),
        ("NtpServers", "ntp-servers", true),
    ];

    protected override async ValueTask<string?> Find(Work work, CancellationToken ct) => (await work.Ask(
        Ec2.DescribeDhcpOptions, new DescribeDhcpOptionsRequest { Filters = Mark.Of(work) }, ct))
        .DhcpOptions!.FirstOrDefault()?.DhcpOptionsId;

    protected override async ValueTask<string> Make(Work work, CancellationToken ct)
    {
        var request = new CreateDhcpOptionsRequest
        {
            DhcpConfigurations =
            [
                .. from option in options
                   where work.Properties.Has(option.Property)
                   select new NewDhcpConfiguration
                   {
                       Key = option.Key,
                       Values = work.Properties.Texts(option.Property),
                   },
            ],
            TagSpecifications = Mark.On(TagOn.DhcpOptions, work),
        };
        return (await work.Ask(Ec2.CreateDhcpOptions, request, ct)).DhcpOptions!.DhcpOptionsId!;
    }

    protected override ValueTask Remove(Work work, CancellationToken ct) =>
        work.Ask(Ec2.DeleteDhcpOptions, new DeleteDhcpOptionsRequest { DhcpOptionsId = work.Id! }, ct);

    protected override async ValueTask<JsonObject?> Look(Work work, CancellationToken ct)
    {
        var found = (await work.Ask(
            Ec2.DescribeDhcpOptions, new DescribeDhcpOptionsRequest { DhcpOptionsIds = [work.Id!] }, ct))
            .DhcpOptions![0];
        var shown = Properties.Of(found);
        foreach (var (property, key, isList) in options)
        {
            if (found.DhcpConfigurations!.Find(each => each.Key == key)?.Values is { } values)
            {
                shown[property] = isList ? Nodes.Of(values.Select(each => each.Value)) : values[0].Value;
            }
        }

        return shown;
    }
}
